// Generated from the OpenAPI file by `npm run gen`. Do not edit.

export interface paths {
    "/api/v1/access/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * From where people may come, and whether a change waits to be confirmed.
         * @description Right: access.administer.
         */
        get: operations["access.addresses"];
        /**
         * Chooses from where people may come. It counts at once, and is taken back after five minutes unless somebody confirms it, who has to come from where it lets them in.
         * @description Right: access.administer.
         */
        put: operations["access.set_addresses"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/addresses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes back the change that waits: what was confirmed last holds again.
         * @description Right: access.administer.
         */
        delete: operations["access.take_back_addresses"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/addresses/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirms the change that waits: it counts from now on without end.
         * @description Right: access.administer.
         */
        post: operations["access.confirm_addresses"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/addresses/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Looks whom rules would shut out of those who are signed in. Nothing changes.
         * @description Right: access.administer.
         */
        post: operations["access.try_addresses"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is demanded at sign-in, of agents, administrators, customer users and roles.
         * @description Right: access.administer.
         */
        get: operations["access.policies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access/policies/{whom}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Chooses what is demanded at sign-in. It counts from the next request on, in sessions that are open, too.
         * @description Right: access.administer.
         */
        put: operations["access.set_policy"];
        post?: never;
        /**
         * Takes back what was chosen for sign-in: what holds at first holds again.
         * @description Right: access.administer.
         */
        delete: operations["access.reset_policy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Agents who may own tickets in a queue, or do something else there.
         * @description Right: desk.words.
         */
        get: operations["tickets.agents"];
        put?: never;
        /**
         * Makes an agent known, who may do nothing yet and has no password.
         * @description Right: people.administer.
         */
        post: operations["people.create_agent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Removes all second factors and recovery codes of somebody who lost them, and ends their sessions.
         * @description Right: access.administer.
         */
        delete: operations["access.reset_factors"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/groups/{group}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Sets an agent's direct permissions in a group to exactly these.
         * @description Right: people.steward.
         */
        put: operations["people.grant"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}/password-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends somebody a link to choose a password, to their own address: administrators do not choose the passwords of others.
         * @description Right: access.administer.
         */
        post: operations["access.send_password_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/articles/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes back a mail that waits to be sent; 409 if it is being handed over, or its fate is settled.
         * @description Right: ticket.rw.
         */
        post: operations["tickets.cancel_mail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/articles/{id}/journey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the mail of an article came to its ticket: every decision, for those who see the ticket.
         * @description Right: mail.journey.
         */
        get: operations["mail.journey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/articles/{id}/pictures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A frame of the article's HTML in which pictures from other machines are loaded, by the desk; its sender may learn of it.
         * @description Right: ticket.ro.
         */
        post: operations["tickets.show_pictures"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/articles/{id}/raw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The mail of an article, byte for byte as it came or went.
         * @description Right: ticket.ro.
         */
        get: operations["tickets.raw"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/articles/{id}/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What mail systems reported about a mail that was sent: bounces, delays, deliveries, readings.
         * @description Right: mail.journey.
         */
        get: operations["mail.reports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/articles/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tries a mail that was put off again now; 409 if its fate is settled.
         * @description Right: ticket.rw.
         */
        post: operations["tickets.retry_mail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attachments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The bytes of an attachment.
         * @description Right: ticket.ro.
         */
        get: operations["tickets.attachment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The audit log, newest first; for administrators.
         * @description Right: audit.see.
         */
        get: operations["audit.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customer-users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Finds customer users by beginnings of words from name, login, address or company; up to 20, by name.
         * @description Right: people.see.
         */
        get: operations["people.customer_users"];
        put?: never;
        /**
         * Makes a customer user known.
         * @description Right: people.administer.
         */
        post: operations["people.create_customer_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customer-users/{id}/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Removes all second factors and recovery codes of somebody who lost them, and ends their sessions.
         * @description Right: access.administer.
         */
        delete: operations["access.reset_customer_factors"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customer-users/{id}/password-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends somebody a link to choose a password, to their own address: administrators do not choose the passwords of others.
         * @description Right: access.administer.
         */
        post: operations["access.send_customer_password_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tells what happens, as server-sent events, for as long as the session or token lives.
         * @description Right: live.listen.
         */
        get: operations["https.listen"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/account-trials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same for an account that is not kept: what somebody types is tried before it is saved.
         * @description Right: mail.administer.
         */
        post: operations["mail.try_new_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The mailboxes elsewhere that the desk reads, and how it goes.
         * @description Right: mail.administer.
         */
        get: operations["mail.accounts"];
        put?: never;
        /**
         * Has a mailbox elsewhere read, by IMAP or POP3 under verified TLS.
         * @description Right: mail.administer.
         */
        post: operations["mail.create_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A mailbox elsewhere, how its reading goes, and which messages stay in it.
         * @description Right: mail.administer.
         */
        get: operations["mail.account"];
        put?: never;
        post?: never;
        /**
         * Has a mailbox elsewhere not read any more, and forgets its password. What lies in it stays there.
         * @description Right: mail.administer.
         */
        delete: operations["mail.remove_account"];
        options?: never;
        head?: never;
        /**
         * Changes how a mailbox elsewhere is read, all that is named or nothing.
         * @description Right: mail.administer.
         */
        patch: operations["mail.change_account"];
        trace?: never;
    };
    "/api/v1/mail/accounts/{id}/fetch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Has a mailbox elsewhere read now, although it failed and would be tried again later.
         * @description Right: mail.administer.
         */
        post: operations["mail.fetch_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/accounts/{id}/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Connects to a mailbox elsewhere, logs in and looks what is there; takes nothing and changes nothing.
         * @description Right: mail.administer.
         */
        post: operations["mail.try_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/filters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The postmaster filters, in their order; for administrators.
         * @description Right: mail.administer.
         */
        get: operations["mail.filters"];
        /**
         * Puts postmaster filters first, in this order; the others stay behind them.
         * @description Right: mail.administer.
         */
        put: operations["mail.order_filters"];
        /**
         * Makes a postmaster filter behind the others, switched off.
         * @description Right: mail.administer.
         */
        post: operations["mail.create_filter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/filters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Removes a postmaster filter.
         * @description Right: mail.administer.
         */
        delete: operations["mail.remove_filter"];
        options?: never;
        head?: never;
        /**
         * Changes a postmaster filter, or switches it on once it was tried, or off.
         * @description Right: mail.administer.
         */
        patch: operations["mail.change_filter"];
        trace?: never;
    };
    "/api/v1/mail/filters/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to a postmaster filter, oldest first; of a removed one, too.
         * @description Right: mail.administer.
         */
        get: operations["mail.filter_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/filters/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tries a postmaster filter over the last thousand mails and tells what it would have done; changes nothing.
         * @description Right: mail.administer.
         */
        post: operations["mail.try_filter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The communication log, newest first: every mail and what became of it; for administrators.
         * @description Right: mail.administer.
         */
        get: operations["mail.log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/log/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A mail of the communication log with every decision about it, in words and as values.
         * @description Right: mail.administer.
         */
        get: operations["mail.log_entry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/log/{id}/original": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A mail of the communication log, byte for byte as it came; of what a ticket holds for those who see the ticket.
         * @description Right: mail.administer.
         */
        get: operations["mail.log_original"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/log/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a ticket of a mail that is kept in the log alone: a quarantined or ignored one.
         * @description Right: mail.administer.
         */
        post: operations["mail.release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mail/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How long the communication log keeps what; for administrators.
         * @description Right: mail.administer.
         */
        get: operations["mail.settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Chooses how long the communication log keeps what.
         * @description Right: mail.administer.
         */
        patch: operations["mail.set_settings"];
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in, and what they may.
         * @description Right: access.own_profile.
         */
        get: operations["access.me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Changes one's own name and language.
         * @description Right: access.own_profile.
         */
        patch: operations["access.change_me"];
        trace?: never;
    };
    "/api/v1/me/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's own second factors, and what is demanded.
         * @description Right: access.own_factors.
         */
        get: operations["access.factors"];
        put?: never;
        /**
         * Begins to set up a second factor: what to show to an app, or to ask a device.
         * @description Right: access.own_factors.
         */
        post: operations["access.begin_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/factors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Removes a second factor of one's own; with the last one the recovery codes go.
         * @description Right: access.own_factors.
         */
        delete: operations["access.remove_factor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/factors/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sets up a second factor that was begun; with the first one come recovery codes, shown this once.
         * @description Right: access.own_factors.
         */
        post: operations["access.confirm_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Changes one's own password and ends all of one's other sessions.
         * @description Right: access.own_password.
         */
        put: operations["access.change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shows the second factor, or once more who one is; the session goes on under a new cookie.
         * @description Right: access.prove.
         */
        post: operations["access.prove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/proof/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What to ask a device for, to show a passkey of one's own.
         * @description Right: access.prove.
         */
        post: operations["access.ask_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes ten recovery codes, shown this once; earlier ones are void.
         * @description Right: access.own_factors.
         */
        post: operations["access.make_recovery_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sso": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The providers that one can be linked with, and whether one is.
         * @description Right: sso.own_links.
         */
        get: operations["sso.links"];
        put?: never;
        /**
         * Begins to link one's own account: where to go, with a cookie that holds what was begun.
         * @description Right: sso.own_links.
         */
        post: operations["sso.link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sso/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes one's own link with a provider away.
         * @description Right: sso.own_links.
         */
        delete: operations["sso.unlink"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/my/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in, and what they may.
         * @description Right: access.own_profile.
         */
        get: operations["access.my_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Changes one's own name and language.
         * @description Right: access.own_profile.
         */
        patch: operations["access.change_my_me"];
        trace?: never;
    };
    "/api/v1/my/me/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's own second factors, and what is demanded.
         * @description Right: access.own_factors.
         */
        get: operations["access.my_factors"];
        put?: never;
        /**
         * Begins to set up a second factor: what to show to an app, or to ask a device.
         * @description Right: access.own_factors.
         */
        post: operations["access.begin_my_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/my/me/factors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Removes a second factor of one's own; with the last one the recovery codes go.
         * @description Right: access.own_factors.
         */
        delete: operations["access.remove_my_factor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/my/me/factors/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sets up a second factor that was begun; with the first one come recovery codes, shown this once.
         * @description Right: access.own_factors.
         */
        post: operations["access.confirm_my_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/my/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Changes one's own password and ends all of one's other sessions.
         * @description Right: access.own_password.
         */
        put: operations["access.change_my_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/my/me/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shows the second factor, or once more who one is; the session goes on under a new cookie.
         * @description Right: access.prove.
         */
        post: operations["access.prove_mine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/my/me/proof/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What to ask a device for, to show a passkey of one's own.
         * @description Right: access.prove.
         */
        post: operations["access.ask_my_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/my/me/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes ten recovery codes, shown this once; earlier ones are void.
         * @description Right: access.own_factors.
         */
        post: operations["access.make_my_recovery_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/my/sso": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The providers that one can be linked with, and whether one is.
         * @description Right: sso.own_links.
         */
        get: operations["sso.my_links"];
        put?: never;
        /**
         * Begins to link one's own account: where to go, with a cookie that holds what was begun.
         * @description Right: sso.own_links.
         */
        post: operations["sso.link_mine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/my/sso/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes one's own link with a provider away.
         * @description Right: sso.own_links.
         */
        delete: operations["sso.unlink_mine"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/my/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tickets that the customer user sees: their own, those in which they take part, those of their companies; what changed last first.
         * @description Right: ticket.own.
         */
        get: operations["tickets.my_list"];
        put?: never;
        /**
         * Asks the desk something.
         * @description Right: ticket.create.
         */
        post: operations["tickets.my_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/my/tickets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One of the tickets that the customer user sees, with the articles meant for customers.
         * @description Right: ticket.own.
         */
        get: operations["tickets.my_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/my/tickets/{id}/articles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answers on one of the tickets that the customer user sees; opens it when it waits or is closed.
         * @description Right: ticket.note.
         */
        post: operations["tickets.my_append"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Describes this interface, as OpenAPI 3.1. It is the same for every tenant and needs no credential.
         * @description Right: interface.read.
         */
        get: operations["https.describe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All agents, valid or not, with their roles.
         * @description Right: people.administer.
         */
        get: operations["people.list_agents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/agents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An agent with what they may do in each group, and from where it comes.
         * @description Right: people.administer.
         */
        get: operations["people.agent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Changes an agent's login, name, address, language, validity or roles, all that are named or none.
         * @description Right: people.administer.
         */
        patch: operations["people.change_agent"];
        trace?: never;
    };
    "/api/v1/people/agents/{id}/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an agent sees: queues with what they may do there, and from where it comes. Agents may ask about themselves.
         * @description Right: desk.sight.
         */
        get: operations["tickets.seen_by"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/customer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A company with its customer users.
         * @description Right: people.administer.
         */
        get: operations["people.customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Changes a company: its name, whether its customer users see each other's tickets, whether it is valid.
         * @description Right: people.administer.
         */
        patch: operations["people.change_customer"];
        trace?: never;
    };
    "/api/v1/people/customer-users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Finds customer users, valid or not, by beginnings of words from name, login, address or company; up to 200, by name.
         * @description Right: people.administer.
         */
        get: operations["people.list_customer_users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/customer-users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A customer user with all companies that they belong to.
         * @description Right: people.administer.
         */
        get: operations["people.customer_user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Changes a customer user: name, address, language, validity, companies; all that are named or none.
         * @description Right: people.administer.
         */
        patch: operations["people.change_customer_user"];
        trace?: never;
    };
    "/api/v1/people/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Finds companies by beginnings of words from id or name; up to 200, by name.
         * @description Right: people.administer.
         */
        get: operations["people.customers"];
        put?: never;
        /**
         * Makes a company known; its customer users see each other's tickets.
         * @description Right: people.administer.
         */
        post: operations["people.create_customer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that anybody has, since when, and who confirmed it last.
         * @description Right: people.administer.
         */
        get: operations["people.grants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/grants/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirms a grant as it was shown, or ends it; either is put on record.
         * @description Right: people.administer.
         */
        post: operations["people.review"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The groups whose members the agent administers: all for administrators, their own for stewards.
         * @description Right: people.see.
         */
        get: operations["people.groups"];
        put?: never;
        /**
         * Makes a group; nobody has anything in it yet.
         * @description Right: people.administer.
         */
        post: operations["people.create_group"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Renames a group, makes it valid or not, or says who administers its members.
         * @description Right: people.administer.
         */
        patch: operations["people.change_group"];
        trace?: never;
    };
    "/api/v1/people/groups/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Valid agents with what they have directly in a group.
         * @description Right: people.steward.
         */
        get: operations["people.group_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All queues with whom they let in: the group whose rights hold, its stewards, and whether the queue is confidential.
         * @description Right: queue.administer.
         */
        get: operations["tickets.administered_queues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/rights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What agents have directly, and what roles give, in each group.
         * @description Right: people.administer.
         */
        get: operations["people.matrix"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Sets cells of the matrix, all that are named or none.
         * @description Right: people.administer.
         */
        patch: operations["people.set_matrix"];
        trace?: never;
    };
    "/api/v1/people/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All roles, with who has them.
         * @description Right: people.administer.
         */
        get: operations["people.roles"];
        put?: never;
        /**
         * Makes a role; it gives nothing yet, and nobody has it.
         * @description Right: people.administer.
         */
        post: operations["people.create_role"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/roles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Renames a role, makes it valid or not, or says who has it.
         * @description Right: people.administer.
         */
        patch: operations["people.change_role"];
        trace?: never;
    };
    "/api/v1/priorities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The priorities, the lowest first.
         * @description Right: desk.words.
         */
        get: operations["tickets.priorities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The queues that the agent sees, with what is open in them.
         * @description Right: desk.words.
         */
        get: operations["tickets.queues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Changes whom a queue lets in: the group whose rights hold, and whether it is confidential.
         * @description Right: queue.administer.
         */
        patch: operations["tickets.change_queue"];
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's own sessions that live, newest first.
         * @description Right: access.own_sessions.
         */
        get: operations["access.sessions"];
        put?: never;
        post?: never;
        /**
         * Ends all of one's own sessions but the one that asks.
         * @description Right: access.own_sessions.
         */
        delete: operations["access.revoke_others"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Ends one of one's own sessions.
         * @description Right: access.own_sessions.
         */
        delete: operations["access.revoke_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sso/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The providers of single sign-on, and what a new one may be made of.
         * @description Right: sso.administer.
         */
        get: operations["sso.providers"];
        put?: never;
        /**
         * Sets a provider of single sign-on up. It is not asked yet.
         * @description Right: sso.administer.
         */
        post: operations["sso.create_provider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sso/providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A provider of single sign-on.
         * @description Right: sso.administer.
         */
        get: operations["sso.provider"];
        put?: never;
        post?: never;
        /**
         * Removes a provider of single sign-on, its secret and whom it knew; the sessions that came of it end. Accounts stay.
         * @description Right: sso.administer.
         */
        delete: operations["sso.remove_provider"];
        options?: never;
        head?: never;
        /**
         * Changes a provider of single sign-on, all that is named or nothing. Switched off, the sessions that came of it end.
         * @description Right: sso.administer.
         */
        patch: operations["sso.change_provider"];
        trace?: never;
    };
    "/api/v1/sso/providers/{id}/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whom a provider knows, and who they are here.
         * @description Right: sso.administer.
         */
        get: operations["sso.people"];
        put?: never;
        /**
         * Links somebody who is here with whom a provider knows.
         * @description Right: sso.administer.
         */
        post: operations["sso.link_person"];
        /**
         * Takes a link away; the sessions that came of it end.
         * @description Right: sso.administer.
         */
        delete: operations["sso.unlink_person"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sso/providers/{id}/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Asks a provider for its document, its keys, and whether it takes the desk's secret, or a directory for its base and for somebody, and says in words what was found. Nobody is signed in.
         * @description Right: sso.administer.
         */
        post: operations["sso.try_provider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/states": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The states, with what they mean.
         * @description Right: desk.words.
         */
        get: operations["tickets.states"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Finds tickets: words, "phrases", state:open, queue:Raw, owner:me, created>-7d.
         * @description Right: ticket.ro.
         */
        get: operations["tickets.list"];
        put?: never;
        /**
         * Makes a ticket with its first article; a mail is queued at once.
         * @description Right: ticket.create.
         */
        post: operations["tickets.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A ticket with its articles, by id or number.
         * @description Right: ticket.ro.
         */
        get: operations["tickets.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Changes properties of a ticket, all that are named or none.
         * @description Right: ticket.rw.
         */
        patch: operations["tickets.change"];
        trace?: never;
    };
    "/api/v1/tickets/{id}/articles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Adds an article: a reply that goes out by mail, a call, a note. May change the state with it.
         * @description Right: ticket.note.
         */
        post: operations["tickets.append"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to a ticket, oldest first.
         * @description Right: ticket.ro.
         */
        get: operations["tickets.history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Restricts a ticket to its members among those whom the queue lets in, or opens it again.
         * @description Right: ticket.restrict.
         */
        put: operations["tickets.set_members"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{id}/participants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lets a customer user take part: they see the ticket as the asker does, and answer.
         * @description Right: ticket.note.
         */
        post: operations["tickets.add_participant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{id}/participants/{customer_user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Ends that a customer user takes part.
         * @description Right: ticket.note.
         */
        delete: operations["tickets.remove_participant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{id}/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Notes that the agent has seen the ticket as it is now.
         * @description Right: ticket.ro.
         */
        post: operations["tickets.see"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{id}/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why an agent or customer user sees the ticket, or does not, step by step.
         * @description Right: ticket.restrict.
         */
        get: operations["tickets.why"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's own tokens, those that have ended included, newest first.
         * @description Right: access.own_tokens.
         */
        get: operations["access.tokens"];
        put?: never;
        /**
         * Makes a token of one's own; its text is shown this once.
         * @description Right: access.own_tokens.
         */
        post: operations["access.create_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revokes one of one's own tokens, from this moment on.
         * @description Right: access.own_tokens.
         */
        delete: operations["access.revoke_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The agent's views with their counters.
         * @description Right: desk.words.
         */
        get: operations["tickets.views"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An agent who may own tickets in a queue. */
        AbleAgent: {
            id: string;
            login: string;
            name: string;
        };
        /** @description Agents. */
        AbleAgents: {
            items: components["schemas"]["AbleAgent"][];
        };
        /** @description What is demanded. */
        AccessPolicy: {
            /**
             * Format: int32
             * @description A session ends after so long, however busy. **Units**: minutes; 15 to 43,200.
             */
            absolute_minutes: number;
            /**
             * Format: int32
             * @description After so long it is demanded of those who have not set it up. **Units**: days; 0 to 90.
             */
            grace_days: number;
            /**
             * Format: int32
             * @description A session that was not seen for so long has ended. **Units**: minutes; 5 to 10,080.
             */
            idle_minutes: number;
            /** @description One of them has to be a passkey. */
            phishing_resistant: boolean;
            /** @description Two factors are demanded. */
            second_factor: boolean;
            /**
             * Format: int32
             * @description A password has at least so many signs. **Shape**: 8 to 64, and 15 or more where no second factor is demanded.
             */
            shortest: number;
            /**
             * Format: int32
             * @description Sensitive acts ask again when the last proof is older. **Units**: minutes; 1 to 60.
             */
            step_up_minutes: number;
        };
        /** @description A change that waits to be confirmed. */
        AddressChange: {
            change: string;
            /**
             * Format: date-time
             * @description Then it is taken back by itself.
             */
            until: string;
        };
        /** @description What would be if rules counted. */
        AddressRehearsal: {
            /** @description How many these are in all. */
            count: number;
            /** @description Of how many sessions. */
            of: number;
            /** @description The sessions that would be shut out, the last seen first, fifty at most. */
            shut_out: components["schemas"]["ShutOut"][];
            /** @description Whether you would still be let in. */
            you: boolean;
        };
        /** @description From where one may come. */
        AddressRule: {
            /**
             * @description From nowhere but here; empty means from anywhere.
             * @default []
             */
            allow: string[];
            /**
             * @description Not from here. Counts first.
             * @default []
             */
            deny: string[];
        };
        /** @description From where people may come. Of several rules for one request each has to let it in; in a rule `deny` counts first. */
        AddressRules: {
            /** @description By `everywhere`, `agents`, `customers`, `tokens` or `role:NUMBER`. */
            rules: {
                [key: string]: components["schemas"]["AddressRule"];
            };
            /**
             * Format: int64
             * @description Counts changes; it has to be sent along with the next one.
             */
            version: number;
            waits: components["schemas"]["AddressChange"] | null;
            /** @description From where this was asked. */
            your_address: string | null;
        };
        /** @description A queue with whom it lets in. */
        AdministeredQueue: components["schemas"]["QueueAccess"] & {
            group_name: string;
            /** @description In a group that is not valid nobody sees the queue. */
            group_valid: boolean;
            /** @description The agents who say who else has what in its group. */
            stewards: string[];
        };
        /** @description All queues, by name. */
        AdministeredQueues: {
            items: components["schemas"]["AdministeredQueue"][];
        };
        /**
         * @description What happens in the mailbox to a mail that is safe in the desk.
         * @enum {string}
         */
        After: "delete" | "keep" | "move";
        /** @description An agent as administrators see them. */
        Agent: {
            email: string;
            id: string;
            locale: string;
            login: string;
            name: string;
            valid: boolean;
        };
        /** @description What is to be changed of an agent; what is left out stays. */
        AgentChangeBody: {
            email?: string | null;
            locale?: string | null;
            /** @description With what they sign in from now on; nobody else's. */
            login?: string | null;
            name?: string | null;
            /** @description Exactly these roles, by number. */
            roles?: number[] | null;
            valid?: boolean | null;
        };
        /** @description An agent with what they may do, and from where. */
        AgentFull: components["schemas"]["AgentLine"] & {
            /** @description What counts: nothing of somebody who is not valid. */
            rights: components["schemas"]["GroupRights"][];
            /** @description Groups whose members they administer. */
            stewards: number[];
        };
        /** @description An agent as administrators see them. */
        AgentLine: {
            /** @description Whether they administer the desk. */
            administrator: boolean;
            email: string;
            id: string;
            locale: string;
            login: string;
            name: string;
            /** @description Their roles by number, those that are not valid too. */
            roles: number[];
            valid: boolean;
        };
        /** @description All agents, by login. */
        AgentLines: {
            items: components["schemas"]["AgentLine"][];
        };
        /** @description An article to be written. */
        ArticleBody: {
            attachments?: components["schemas"]["AttachmentBody"][] | null;
            /** @description Blind copies: in the envelope, never in the mail. */
            bcc?: string[];
            body?: string | null;
            cc?: string[];
            channel: components["schemas"]["Channel"];
            html?: string | null;
            /** @description The article that this one answers. */
            in_reply_to?: string | null;
            /** @description When that state ends, if it is a pending one. */
            pending_until?: string | null;
            /** @description The mail that this one sends again; what is left out here is taken from it. */
            resends?: string | null;
            sender?: components["schemas"]["Sender"] | null;
            /** @description The state that the ticket gets with it. */
            state?: string | null;
            subject?: string;
            to?: string[];
            visible_to_customer?: boolean | null;
        };
        /** @description An article, with how its mail was understood. */
        ArticleShape: {
            at: string;
            attachments: components["schemas"]["AttachmentShape"][];
            /** @description Blind copies: nobody on the other lines knows of them. */
            bcc: string[];
            by: components["schemas"]["AuthorShape"];
            cc: string[];
            channel: components["schemas"]["Channel"];
            delivery: components["schemas"]["DeliveryShape"] | null;
            from: string | null;
            html: string | null;
            html_frame: components["schemas"]["FrameShape"] | null;
            id: string;
            malformed: string | null;
            message_id: string | null;
            /** Format: int64 */
            number: number;
            raw: string | null;
            /** @description How many pictures of the HTML lie on other machines and are not loaded unless somebody asks for them. */
            remote_pictures: number;
            /** @description Whom an answer to all goes to: everybody but the desk itself. */
            reply_all: components["schemas"]["EverybodyShape"];
            /** @description The mail that this one sends again. */
            resends: string | null;
            sender: components["schemas"]["Sender"];
            subject: string;
            text: string;
            to: string[];
            visible_to_customer: boolean;
        };
        /** @description A file that comes along. */
        AttachmentBody: {
            /** @description Instead of content: a file that the ticket has already. */
            attachment?: string | null;
            /** @description Base 64. */
            content?: string | null;
            /** @description For a picture that the HTML shows: what stands there after `cid:`, like `1a2b@desk`. */
            content_id?: string | null;
            name?: string;
            type?: string | null;
        };
        /** @description An attachment. */
        AttachmentShape: {
            /** @description The id by which the HTML shows it: the end of its address there, and what stands after `cid:` when it is sent again. */
            content_id: string | null;
            href: string;
            id: string;
            /** @description The article's HTML shows it. */
            inline: boolean;
            name: string;
            /** @description A harmless look at it: a picture of ours, or its text. */
            preview: string | null;
            /** Format: int64 */
            size: number;
            /** @description A small picture of it. */
            thumbnail: string | null;
            type: string;
            warning: components["schemas"]["Warning"] | null;
        };
        /** @description One line of the log. */
        AuditLine: {
            /** @description What: `tickets.ticket_created`. */
            action: string;
            /** @description By whom: `agt_…`, `cus_…`, `opr_…`, `room:mail`, `stranger`. */
            actor: string;
            /** @description The actor's name, when it is a person who is still known. */
            actor_name: string | null;
            /** Format: date-time */
            at: string;
            /** @description The hash of its leaf (RFC 6962 §2.1), in hexadecimal. */
            leaf: string;
            /** @description About what: `tkt_…`, or a word where there is only one. */
            object: string;
            /** @description `done` or `refused`. */
            outcome: string;
            /**
             * Format: int64
             * @description Its place: gapless.
             */
            seq: number;
        };
        /** @description The log, newest first. */
        AuditPage: {
            items: components["schemas"]["AuditLine"][];
            next: string | null;
        };
        /** @description Who wrote an article. */
        AuthorShape: {
            agent: string | null;
            name: string;
        };
        /** @description What to do next, within ten minutes. */
        BegunFactor: {
            /** @description Goes with the confirmation. */
            ceremony: string;
            /** @description Options for `navigator.credentials.create`, binary values in base 64 for addresses. */
            passkey: Record<string, never> | null;
            totp: components["schemas"]["BegunTotp"] | null;
        };
        /** @description What an authenticator app is given. */
        BegunTotp: {
            /** @description For the app on this very device. */
            address: string;
            picture: components["schemas"]["Picture"];
            /** @description In base 32, to be typed. */
            secret: string;
        };
        /** @description What may be done with a ticket. */
        CanShape: {
            move: boolean;
            note: boolean;
            owner: boolean;
            /** @description Say which customer users take part. */
            participants: boolean;
            priority: boolean;
            read: boolean;
            reply: boolean;
            /** @description Restrict it to members, and say who they are. */
            restrict: boolean;
            state: boolean;
        };
        /** @description A cell to be written. */
        CellChange: {
            /** Format: int64 */
            group: number;
            /** @description The id of the agent, or the number of the role. */
            id: string;
            /** @description Exactly these; none takes all away. */
            permissions: string[];
        };
        /** @description Permissions in a group. */
        CellShape: {
            /** Format: int64 */
            group: number;
            permissions: string[];
        };
        /** @description A JSON merge patch (RFC 7396): what is named changes, `null` empties. */
        ChangesBody: {
            /** @description Login or address of who asks. */
            customer?: string | null;
            lock?: components["schemas"]["Lock"] | null;
            /** @description The owner's login, or null. */
            owner?: string | null;
            pending_until?: string | null;
            priority?: string | null;
            queue?: string | null;
            /** @description The responsible agent's login, or null. */
            responsible?: string | null;
            state?: string | null;
            title?: string | null;
        };
        /** @enum {string} */
        Channel: "email" | "phone" | "internal" | "web";
        /** @description What is to be changed of a company; what is left out stays. */
        CompanyChange: {
            company_tickets?: boolean | null;
            /** @description Which one. */
            id: string;
            name?: string | null;
            valid?: boolean | null;
        };
        /** @description A company with its customer users. */
        CompanyFull: components["schemas"]["CompanyLine"] & {
            /** @description Whether it is their first company or a further one. */
            users: components["schemas"]["CustomerUserFull"][];
        };
        /** @description A company. */
        CompanyLine: {
            /** @description Whether its customer users see each other's tickets. */
            company_tickets: boolean;
            /** @description OTRS's CustomerID. */
            id: string;
            name: string;
            valid: boolean;
        };
        /** @description Companies, by name. */
        CompanyLines: {
            items: components["schemas"]["CompanyLine"][];
        };
        /** @description For whom a ticket is. */
        CustomerShape: {
            company: string | null;
            email: string | null;
            name: string | null;
        };
        /** @description A customer user as agents see them. */
        CustomerUser: {
            /** @description The name of the company that they belong to. */
            customer: string | null;
            email: string;
            id: string;
            login: string;
            name: string;
        };
        /** @description What is to be changed of a customer user; what is left out stays. */
        CustomerUserChangeBody: {
            /** @description Exactly these companies beside the first one, by id. */
            companies?: string[] | null;
            /** @description The first company by id; empty for none. */
            customer?: string | null;
            email?: string | null;
            locale?: string | null;
            name?: string | null;
            valid?: boolean | null;
        };
        /** @description A customer user as they are administered. */
        CustomerUserFull: {
            /** @description All companies that they belong to, the first one too, by id. */
            companies: string[];
            /** @description The company that they belong to first. */
            customer: string | null;
            email: string;
            id: string;
            locale: string;
            login: string;
            name: string;
            valid: boolean;
        };
        /** @description A customer user in the list of administrators. */
        CustomerUserLine: {
            /** @description The id of the company that they belong to first. */
            customer: string | null;
            /** @description The name of that company. */
            customer_name: string | null;
            email: string;
            id: string;
            login: string;
            name: string;
            valid: boolean;
        };
        /** @description Customer users, by name. */
        CustomerUserLines: {
            items: components["schemas"]["CustomerUserLine"][];
        };
        /** @description Customer users, by name. */
        CustomerUserList: {
            items: components["schemas"]["CustomerUser"][];
        };
        /** @enum {string} */
        Delivery: "queued" | "sent" | "deferred" | "failed" | "cancelled";
        /** @description What may be done with an outgoing mail now. */
        DeliveryCan: {
            cancel: boolean;
            resend: boolean;
            retry: boolean;
        };
        /** @description How far an outgoing mail has come. */
        DeliveryShape: {
            at: string;
            can: components["schemas"]["DeliveryCan"];
            /** @description The next server's words. */
            detail: string | null;
            /** @description It waits for hours. */
            late: boolean;
            /** @description When it is tried again. */
            next: string | null;
            recipients: components["schemas"]["RecipientShape"][];
            state: components["schemas"]["Delivery"];
            tls: string | null;
            /**
             * Format: int64
             * @description How many tries began.
             */
            tries: number;
        };
        /** @description Addresses of a domain belong to a customer. */
        DomainRule: {
            /** @description OTRS's CustomerID. */
            customer: string;
            /** @description The domain, exactly: one below it is another one. */
            domain: string;
        };
        /**
         * @description When TLS begins. There is no third way.
         * @enum {string}
         */
        Encryption: "implicit" | "starttls";
        /** @description Whom an answer to all goes to. */
        EverybodyShape: {
            cc: string[];
            to: string[];
        };
        /** @description A second factor of one's own. */
        Factor: {
            /** Format: date-time */
            created_at: string;
            id: string;
            /** @description `totp` (an authenticator app) or `passkey`. */
            kind: string;
            /** Format: date-time */
            last_used_at: string | null;
            name: string;
        };
        /** @description The proof that an app or a device has what it was given: one of the two. */
        FactorConfirmation: {
            /** @description What `navigator.credentials.create` gave, as JSON. */
            answer?: Record<string, never> | null;
            ceremony: string;
            /** @description The code that the app shows now. */
            code?: string | null;
            /** @description What one's owner calls it. */
            name: string;
        };
        /**
         * @description Which kind.
         * @enum {string}
         */
        FactorKind: "totp" | "passkey";
        /** @description One's own second factors, and what is demanded. */
        Factors: {
            /**
             * Format: date-time
             * @description From when on it is demanded, when it is and was not set up.
             */
            due_at: string | null;
            /** @description Oldest first. */
            items: components["schemas"]["Factor"][];
            /** @description Whether one of them has to be a passkey. */
            phishing_resistant: boolean;
            /**
             * Format: int64
             * @description How many recovery codes are left.
             */
            recovery_codes: number;
            /** @description Whether two factors are demanded. */
            second_factor: boolean;
        };
        /**
         * @description What became of a message that was met.
         * @enum {string}
         */
        Fate: "taken" | "too_large" | "refused" | "not_given";
        /** @description Where the article's HTML can be framed from. */
        FrameShape: {
            heights: {
                [key: string]: number;
            };
            href: string;
        };
        /** @description Everything that anybody has. */
        GrantList: {
            items: components["schemas"]["GrantShape"][];
        };
        /** @description A grant as it is looked at. */
        GrantShape: {
            agent: string | null;
            agent_name: string | null;
            /** @description Whether the agent is valid: what others have gives nothing. */
            agent_valid: boolean | null;
            confirmed_at: string | null;
            confirmed_by: string | null;
            /** @description Nobody gave or confirmed it within the days that were asked for. */
            due: boolean;
            /** @description Since when it is as it is; null when that was before it was noted. */
            granted_at: string | null;
            /** Format: int64 */
            group: number | null;
            group_name: string | null;
            /** @description `agent_group`, `agent_role`, `role_group` or `steward`. */
            kind: string;
            permissions: string[];
            /** Format: int64 */
            role: number | null;
            role_name: string | null;
        };
        /** @description What is to be changed of a group; what is left out stays. */
        GroupChangeBody: {
            name?: string | null;
            /** @description Exactly these agents administer its members. */
            stewards?: string[] | null;
            valid?: boolean | null;
        };
        /** @description A group. */
        GroupLine: {
            /** Format: int64 */
            id: number;
            name: string;
            /** @description The agents who administer its members. */
            stewards: string[];
            /** @description In one that is not valid nobody may do anything. */
            valid: boolean;
        };
        /** @description The groups that one administers. */
        GroupLines: {
            items: components["schemas"]["GroupLine"][];
        };
        /** @description What an agent may do in a group. */
        GroupRights: {
            /** Format: int64 */
            group: number;
            name: string;
            permissions: components["schemas"]["SourcedShape"][];
        };
        /** @description A ticket's history. */
        History: {
            items: components["schemas"]["HistoryLine"][];
            next: string | null;
        };
        /** @description One line of a ticket's history. */
        HistoryLine: {
            at: string;
            /** @description The name of who did it, or the room that did it by itself. */
            by: string;
            kind: string;
            /** Format: int64 */
            seq: number;
            /** @description The fields of the event. */
            what: Record<string, never>;
        };
        /**
         * @description What a provider speaks.
         * @enum {string}
         */
        Kind: "oidc" | "saml" | "ldap";
        /** @description How to reach a directory (LDAP), and who is found in it. The secret is the search account's password. */
        Ldap: {
            /** @description Below which people are looked for: a distinguished name. */
            base: string;
            /** @description The search account: a distinguished name, or what else the directory takes for one. */
            bind_dn: string;
            /**
             * @description Below which groups are looked for that have the person as `member`, `uniqueMember` or `memberUid`. Without it the person's
             *     `memberOf` says which they are in.
             */
            group_base?: string | null;
            /** @description A host name or an address, for which the directory has a certificate. */
            host: string;
            /**
             * @description Whether somebody who is here already, under the very login that they have there and without a password here, is linked when they
             *     come for the first time. Administrators are not, unless the mapping may make them.
             */
            links_logins?: boolean;
            /** @description The attribute with what people type as their login. */
            login_attribute?: string;
            /** @description The group that people have to be in: its distinguished name. */
            member_of?: string | null;
            /** @description The class that people have there; others are not found. */
            object_class?: string | null;
            /**
             * Format: int32
             * @description Its port; without one 636 for `ldaps`, and 389 for `starttls`.
             */
            port?: number | null;
            /** @description Certificates of roots to trust beside the public ones, PEM. */
            roots?: string | null;
            /** @description The attribute with what never changes. `objectGUID` is read as Active Directory writes it. */
            subject_attribute?: string;
            /** @description How TLS begins. */
            tls?: components["schemas"]["Tls"];
            /** @description Whether addresses in it count as people's own: nobody writes their own there. */
            trusts_addresses?: boolean;
        };
        /** @description A message that stays in the mailbox. */
        LeftMail: {
            /** @description Where it lies: UIDVALIDITY and UID, or UIDL and size. */
            place: string;
            reason: components["schemas"]["Fate"];
            since: string;
            /**
             * Format: int64
             * @description Octets, as far as the server told.
             */
            size: number | null;
        };
        /** @enum {string} */
        Lock: "unlock" | "lock" | "tmp_lock";
        /** @description A factor that was set up. */
        MadeFactor: {
            factor: components["schemas"]["Factor"];
            /** @description Recovery codes, shown this once; none when there are unused ones. */
            recovery_codes: string[];
        };
        /** @description A token just made. */
        MadeToken: components["schemas"]["Token"] & {
            /** @description Its text, shown this once. */
            token: string;
        };
        /** @description An account. */
        MailAccount: {
            after: components["schemas"]["After"];
            can: components["schemas"]["MailAccountCan"];
            host: string;
            id: string;
            login: string;
            mailbox: string;
            move_to: string | null;
            /** Format: int32 */
            port: number;
            protocol: components["schemas"]["Protocol"];
            /** @description The queue of all its mails; null when the addresses in their heads tell. */
            queue: string | null;
            /** @description Certificates of roots to trust beside the public ones, PEM. */
            roots: string | null;
            state: components["schemas"]["MailAccountState"];
            tls: components["schemas"]["Encryption"];
            trusted: boolean;
            valid: boolean;
            /** Format: int64 */
            version: number;
        };
        /** @description What may be done with it. */
        MailAccountCan: {
            change: boolean;
            remove: boolean;
            try_out: boolean;
        };
        /**
         * @description A JSON merge patch (RFC 7396): what is named changes, `null` empties. Another host, port, tls, root or login needs the
         *     password again.
         */
        MailAccountChanges: {
            after?: components["schemas"]["After"] | null;
            host?: string | null;
            login?: string | null;
            mailbox?: string | null;
            move_to?: string | null;
            password?: string | null;
            /** Format: int32 */
            port?: number | null;
            protocol?: components["schemas"]["Protocol"] | null;
            /** @description A queue's name, or null. */
            queue?: string | null;
            roots?: string | null;
            tls?: components["schemas"]["Encryption"] | null;
            trusted?: boolean | null;
            valid?: boolean | null;
            /**
             * Format: int64
             * @description Refuse when it has another version by now.
             */
            version?: number | null;
        };
        /** @description An account with what stays in its mailbox. */
        MailAccountPage: components["schemas"]["MailAccount"] & {
            /** @description The newest hundred messages that stay in the mailbox. */
            left: components["schemas"]["LeftMail"][];
        };
        /** @description Accounts, oldest first. */
        MailAccounts: {
            items: components["schemas"]["MailAccount"][];
        };
        /** @description How the reading goes. */
        MailAccountState: {
            compared: components["schemas"]["MailboxCompared"] | null;
            failing_since: string | null;
            /**
             * Format: int32
             * @description How often in a row.
             */
            failures: number;
            /** @description What went wrong last, with the server's own words. */
            last_failure: string | null;
            last_failure_at: string | null;
            last_success_at: string | null;
            next_try_at: string | null;
            /** @description `off`: not read; `new`: not read yet; `ok`; `failing`. */
            status: string;
            /**
             * Format: int64
             * @description Mails taken so far.
             */
            taken: number;
        };
        /** @description What a comparison of mailbox and desk found. */
        MailboxCompared: {
            at: string;
            /**
             * Format: int64
             * @description Messages in the mailbox.
             */
            at_source: number;
            /**
             * Format: int64
             * @description Those of them that are in the desk, and that the server does not remove.
             */
            not_removed: number;
            /**
             * Format: int64
             * @description Those of them that are not in the desk.
             */
            without_ticket: number;
        };
        /** @description How a trial ended. */
        MailboxTrial: {
            /** @description Folders that can be read (IMAP). */
            folders: string[];
            /**
             * Format: int64
             * @description Messages in the mailbox.
             */
            messages: number | null;
            ok: boolean;
            /** @description Whether the server tells of new mail by itself. */
            pushes: boolean;
            /** @description What TLS agreed on. */
            tls: string | null;
            /** @description What is wrong, with the server's own words. */
            words: string | null;
        };
        /** @description What must hold of a mail. */
        MailCondition: {
            /** @description The pattern. */
            matches: string;
            /** @description The field's name. */
            name: string;
            /** @description It must not match. */
            not?: boolean;
            /** @enum {string} */
            on: "header";
        } | {
            /** @description The pattern. */
            matches: string;
            /** @description It must not match. */
            not?: boolean;
            /** @enum {string} */
            on: "body";
        } | {
            /** @description The pattern. */
            matches: string;
            /** @description It must not match. */
            not?: boolean;
            /** @enum {string} */
            on: "envelope_from";
        } | {
            /** @description The pattern. */
            matches: string;
            /** @description It must not match. */
            not?: boolean;
            /** @enum {string} */
            on: "recipient";
        } | {
            /** @description The pattern. */
            matches: string;
            /** @description It must not match. */
            not?: boolean;
            /** @enum {string} */
            on: "attachment";
        } | {
            /** @enum {string} */
            on: "size";
            /**
             * Format: int64
             * @description It is larger.
             */
            over?: number | null;
            /**
             * Format: int64
             * @description It is smaller.
             */
            under?: number | null;
        } | {
            /** @description The way. */
            is: string;
            /** @enum {string} */
            on: "way";
        } | {
            /** @description The account, as the log has it. */
            is: string;
            /** @enum {string} */
            on: "account";
        };
        /** @description Another delivery of the same mail. */
        MailCopy: {
            /** Format: date-time */
            at: string;
            id: string;
            way: string;
        };
        /** @description A postmaster filter. */
        MailFilter: {
            enabled: boolean;
            id: string;
            name: string;
            rule: components["schemas"]["MailFilterRule"];
            /** @description Whether it was tried over the last mails as it is. */
            tried: boolean;
            /** Format: int64 */
            version: number;
        };
        /** @description A change of a filter; what is absent stays. */
        MailFilterChange: {
            enabled?: boolean | null;
            name?: string | null;
            rule?: components["schemas"]["MailFilterRule"] | null;
            /** @description Switches it on, or leaves it on, though it was not tried. */
            untried?: boolean;
            /**
             * Format: int64
             * @description Refuse when it has another version by now.
             */
            version?: number | null;
        };
        /** @description What happened to a filter, oldest first. */
        MailFilterHistory: {
            items: components["schemas"]["MailFilterHistoryLine"][];
        };
        /** @description One line of a filter's history. */
        MailFilterHistoryLine: {
            /** Format: date-time */
            at: string;
            /** @description Who did it. */
            by: string;
            enabled: boolean;
            /** @description `filter_created`, `filter_changed`, `filter_removed`. */
            kind: string;
            /** Format: int64 */
            version: number;
        };
        /** @description A mail for which a filter's conditions hold. */
        MailFilterHit: {
            mail: components["schemas"]["MailLogLine"];
            /** @description What would have been otherwise. */
            would: components["schemas"]["MailStep"][];
        };
        /** @description The postmaster filters, in their order. */
        MailFilterList: {
            items: components["schemas"]["MailFilter"][];
        };
        /** @description The filters that shall be asked first, in their order; the others stay behind them as they are. */
        MailFilterOrder: {
            order: string[];
        };
        /** @description What a filter does with which mails. */
        MailFilterRule: {
            /** @description All of these must hold. */
            conditions: components["schemas"]["MailCondition"][];
            /** @description The mail makes and joins no ticket: it is kept in the log alone. */
            ignore?: boolean;
            /** @description What a new ticket gets. */
            set?: components["schemas"]["MailFilterSet"];
            /** @description What the ticket gets that the mail joins. */
            set_follow_up?: components["schemas"]["MailFilterSet"];
            /** @description The mail is not answered automatically. */
            silent?: boolean;
            /** @description No filter after this one is asked. */
            stop?: boolean;
        };
        /** @description What a ticket gets; what is absent stays as it would be. */
        MailFilterSet: {
            /**
             * @description A customer user by their login or address.
             * @default null
             */
            customer_user: string | null;
            /**
             * @description `unlock`, `lock` or `tmp_lock`.
             * @default null
             */
            lock: string | null;
            /**
             * @description An agent by their login.
             * @default null
             */
            owner: string | null;
            /**
             * @description A priority by its name or number.
             * @default null
             */
            priority: string | null;
            /**
             * @description A queue by its name.
             * @default null
             */
            queue: string | null;
            /**
             * @description An agent by their login.
             * @default null
             */
            responsible: string | null;
            /**
             * @description A state by its name.
             * @default null
             */
            state: string | null;
            /**
             * @description A title.
             * @default null
             */
            title: string | null;
        };
        /** @description A filter to be tried: one that is there, or a rule that is none yet. */
        MailFilterToTry: {
            id?: string | null;
            rule?: components["schemas"]["MailFilterRule"] | null;
        };
        /** @description What a filter would have done with the mails that came last. */
        MailFilterTrial: {
            /** @description How many of these would have become something else. */
            changed: number;
            /** @description The newest hundred that matched. */
            items: components["schemas"]["MailFilterHit"][];
            /** @description How many mails it was tried over: the last thousand, or fewer. */
            looked: number;
            /** @description For how many of them its conditions hold. */
            matched: number;
            /** @description The mails were too large to look at all of them. */
            stopped: boolean;
        };
        /** @description How the mail of an article came to its ticket. */
        MailJourney: {
            /** Format: date-time */
            at: string;
            /** @description Further deliveries of the same mail. */
            copies: components["schemas"]["MailCopy"][];
            envelope_from: string | null;
            malformed: string | null;
            /** @description `ticket`, `article` or `report`. */
            outcome: string;
            /** @description The decisions, in their order, without what they say of other tickets. */
            steps: components["schemas"]["MailStep"][];
            tls: string | null;
            /** @description `smtp`, `lmtp`, `pipe`, `imap`, `pop3`. */
            way: string;
        };
        /** @description A page of the communication log, newest first. */
        MailLog: {
            items: components["schemas"]["MailLogLine"][];
            /** @description The search looked at as many texts as it may: older mails may match, too. */
            more: boolean;
            /** @description Where the next page begins. */
            next: string | null;
        };
        /** @description A mail of the log with all that is known of it: why it went where it went. */
        MailLogEntry: components["schemas"]["MailLogLine"] & {
            /** @description Further deliveries of the same mail. */
            copies: components["schemas"]["MailCopy"][];
            envelope_from: string | null;
            /** @description Of a copy: the entry of the first. */
            first: string | null;
            /** @description Whether its original is here, and the reader may have it. */
            has_original: boolean;
            /** @description The name that the peer gave itself. */
            helo: string;
            /** @description Where it lay in its mailbox. */
            place: string | null;
            /** @description The decisions, in their order. */
            steps: components["schemas"]["MailStep"][];
        };
        /** @description A line of the communication log. */
        MailLogLine: {
            /** @description The account that it was fetched from. */
            account: string | null;
            article: string | null;
            /** Format: date-time */
            at: string;
            /** @description `in` for what arrived, `out` for what goes out. */
            direction: string;
            from: string | null;
            id: string;
            /** @description What was wrong with the mail's form. */
            malformed: string | null;
            message_id: string | null;
            number: string | null;
            /**
             * @description Of what arrived: `ticket`, `article`, `report`, `copy`, `quarantined`, `ignored`, `refused`; of what goes out: `sent`, `deferred`, `failed`,
             *     `cancelled`.
             */
            outcome: string;
            /** @description The address of who delivered it. */
            peer: string | null;
            /** @description Of what arrived: those of the envelope that are the desk's; of what goes out: all, whoever sees them. */
            recipients: string[];
            /**
             * Format: int64
             * @description In bytes.
             */
            size: number;
            subject: string;
            ticket: string | null;
            tls: string | null;
            /** @description `smtp`, `lmtp`, `pipe`, `imap`, `pop3`. */
            way: string;
            /** @description The last decision, in words. */
            why: string | null;
        };
        /** @description The ticket that a released mail is on. */
        MailReleased: {
            number: string;
            ticket: string;
        };
        /** @description What a mail system reported about a mail, for one recipient. */
        MailReport: {
            /** @description The article that the report is. */
            article: string;
            /** Format: date-time */
            at: string;
            /** @description `failed`, `delayed`, `delivered`, `relayed`, `expanded`, `displayed`, `deleted`. */
            became: string;
            recipient: string;
            /** @description The words of the mail system. */
            words: string | null;
        };
        /** @description What was reported about a mail, oldest first. */
        MailReports: {
            items: components["schemas"]["MailReport"][];
        };
        /** @description A setting of mail. */
        MailSetting: {
            /** Format: int64 */
            default: number;
            /** @description `desk` when an administrator chose it, else `default`. */
            source: string;
            /** Format: int64 */
            value: number;
        };
        /** @description The settings of mail. */
        MailSettings: {
            /** @description Days for which it keeps mails that no ticket holds: quarantined, ignored, refused. */
            kept_days: components["schemas"]["MailSetting"];
            /** @description Days for which the communication log keeps mails that a ticket holds, too. */
            log_days: components["schemas"]["MailSetting"];
        };
        /** @description Settings to be chosen; what is absent stays. */
        MailSettingsWanted: {
            /** Format: int64 */
            kept_days?: number | null;
            /** Format: int64 */
            log_days?: number | null;
        };
        /** @description One decision about a mail. */
        MailStep: {
            /** @description What it rests on. */
            fields: Record<string, never>;
            /** @description Its kind, the same in every language. */
            step: string;
            /** @description In words, in the language of who asks. */
            words: string;
        };
        /** @description What of what a provider says becomes what here. Applied at each sign-in. */
        Mapping: {
            /** @description The claim with the address. */
            address_claim?: string;
            /** @description Whether accounts are made for people who are not known yet: agents when a rule fits, customer users when their domain is listed. */
            creates_accounts?: boolean;
            /** @description For customer users: whose domain belongs to which customer. */
            domains?: components["schemas"]["DomainRule"][];
            /** @description The claim with groups or roles; `realm_access.roles` looks inside. */
            groups_claim?: string | null;
            /** @description The claim that becomes the login of a new account. */
            login_claim?: string;
            /** @description Whether a rule may give `rw` in the group `admin`. */
            may_give_admin?: boolean;
            /** @description The claim with the name. */
            name_claim?: string;
            /** @description For agents. Roles and groups that stand here are given and taken away by the provider; all others are left alone. */
            rules?: components["schemas"]["Rule"][];
        };
        /** @description The matrix: empty cells are left out. */
        Matrix: {
            agents: components["schemas"]["MatrixRow"][];
            groups: components["schemas"]["MatrixGroup"][];
            roles: components["schemas"]["MatrixRow"][];
        };
        /** @description Cells to be written, all or none. */
        MatrixChange: {
            agents?: components["schemas"]["CellChange"][];
            roles?: components["schemas"]["CellChange"][];
        };
        /** @description A column. */
        MatrixGroup: {
            /** Format: int64 */
            id: number;
            name: string;
            valid: boolean;
        };
        /** @description An agent or role with what it has. */
        MatrixRow: {
            cells: components["schemas"]["CellShape"][];
            id: string;
            name: string;
            valid: boolean;
        };
        /** @description Who is signed in, and what they may. */
        Me: {
            can: components["schemas"]["MyRights"];
            /** @description Whence mail HTML is served, without cookies. */
            content_origin: string;
            email: string;
            id: string;
            /** @description `agent` or `customer`. */
            kind: string;
            /** @description `de`, `en` or `pt-BR`. */
            locale: string;
            login: string;
            name: string;
            /** @description The session; none for a token. */
            session: string | null;
            /** @description How far one has come in signing in: `whole`, `needs_factor`, `must_enrol`. */
            stage: string;
            tenant: components["schemas"]["MyTenant"];
        };
        /** @description An agent with what they have directly in a group. */
        MemberLine: {
            agent: string;
            login: string;
            name: string;
            permissions: string[];
        };
        /** @description Who has what in a group. */
        MemberLines: {
            items: components["schemas"]["MemberLine"][];
        };
        /** @description Who sees a ticket. */
        MembersBody: {
            /** @description Agents by id, all who see the ticket from now on; `null` for everybody whom its queue lets in. */
            members?: string[] | null;
        };
        /** @description An article as the customer user sees it. */
        MyArticle: {
            at: string;
            attachments: components["schemas"]["AttachmentShape"][];
            by: string;
            id: string;
            mine: boolean;
            text: string;
        };
        /** @description What the customer user may do. */
        MyCan: {
            reply: boolean;
        };
        /** @description What is to be changed; what is absent stays. */
        MyChange: {
            /** @description `de`, `en` or `pt-BR`. */
            locale?: string | null;
            name?: string | null;
        };
        /** @description An answer of a customer user. */
        MyNewArticle: {
            attachments?: components["schemas"]["AttachmentBody"][];
            body: string;
        };
        /** @description A request of a customer user. */
        MyNewTicket: {
            attachments?: components["schemas"]["AttachmentBody"][];
            body: string;
            title: string;
        };
        /** @description What to ask a device; nothing when one has no passkey. */
        MyPasskeyQuestion: {
            question: components["schemas"]["PasskeyQuestion"] | null;
        };
        /** @description What one may on this desk. Customer users have the first alone. */
        MyRights: {
            administer: boolean | null;
            create_ticket: boolean;
            see_audit: boolean | null;
        };
        /** @description The desk that one is signed in to. */
        MyTenant: {
            host: string;
            name: string;
            title: string;
        };
        /** @description A ticket with what the customer user sees of it. */
        MyTicket: components["schemas"]["MyTicketRow"] & {
            articles: components["schemas"]["MyArticle"][];
            can: components["schemas"]["MyCan"];
            /** @description The names of those who take part beside whoever asked. */
            participants: string[];
        };
        /** @description A ticket as its customer user sees it. */
        MyTicketRow: {
            /** @description The name of who asked, when it was somebody else. */
            asked_by: string | null;
            changed_at: string;
            created_at: string;
            id: string;
            number: string;
            state: string;
            state_type: components["schemas"]["StateType"];
            title: string;
            /** @description The desk has answered and waits for whoever asked. */
            your_turn: boolean;
        };
        /** @description The customer user's tickets. */
        MyTickets: {
            items: components["schemas"]["MyTicketRow"][];
            next: string | null;
        };
        /** @description A name. */
        NameBody: {
            name: string;
        };
        /** @description Rules to be. */
        NewAddressRules: {
            /** @description By `everywhere`, `agents`, `customers`, `tokens` or `role:NUMBER`. */
            rules: {
                [key: string]: components["schemas"]["AddressRule"];
            };
            /**
             * Format: int64
             * @description The version that was read; somebody else's change meanwhile is not overwritten then.
             */
            version?: number | null;
        };
        /** @description An agent to be. */
        NewAgent: {
            email: string;
            /** @description Their language; the tenant's when absent. */
            locale?: string | null;
            login: string;
            name: string;
        };
        /** @description A company to be. */
        NewCompany: {
            id: string;
            name: string;
        };
        /** @description A customer user to be. */
        NewCustomerUser: {
            /** @description The id of the company that they belong to. */
            customer?: string | null;
            email: string;
            /** @description Their language; the tenant's when absent. */
            locale?: string | null;
            login: string;
            name: string;
        };
        NewFactor: {
            kind: components["schemas"]["FactorKind"];
        };
        /** @description An account to be, or to be tried. */
        NewMailAccount: {
            after?: components["schemas"]["After"] | null;
            host: string;
            login: string;
            /** @description `INBOX` when absent. */
            mailbox?: string | null;
            move_to?: string | null;
            password: string;
            /**
             * Format: int32
             * @description 993, 143, 995 or 110 by protocol and TLS, when absent.
             */
            port?: number | null;
            protocol: components["schemas"]["Protocol"];
            /** @description A queue's name. */
            queue?: string | null;
            roots?: string | null;
            tls?: components["schemas"]["Encryption"] | null;
            trusted?: boolean;
            /** @description True when absent. */
            valid?: boolean | null;
        };
        /** @description A filter to be made. */
        NewMailFilter: {
            name: string;
            rule: components["schemas"]["MailFilterRule"];
        };
        /** @description Somebody to be linked. */
        NewSsoPerson: {
            /** @description Their login here. */
            login: string;
            /** @description The claim `sub` of the provider's tokens. */
            subject: string;
        };
        /** @description A provider to be. */
        NewSsoProvider: {
            ldap?: components["schemas"]["Ldap"] | null;
            mapping?: components["schemas"]["Mapping"];
            /** @description The metadata of one of SAML, where they are not fetched. */
            metadata?: string | null;
            name: string;
            oidc?: components["schemas"]["Oidc"] | null;
            saml?: components["schemas"]["Saml"] | null;
            /** @description The client's secret at one of OpenID Connect, the search account's password at a directory. */
            secret?: string | null;
            side: components["schemas"]["Side"];
            two_factors?: boolean;
            /** @description True when absent. */
            valid?: boolean | null;
        };
        /** @description A ticket to be made. */
        NewTicketBody: {
            article: components["schemas"]["ArticleBody"];
            /** @description Login or address of who asks. */
            customer: string;
            lock?: components["schemas"]["Lock"] | null;
            /** @description The owner's login. */
            owner?: string | null;
            pending_until?: string | null;
            priority?: string | null;
            /** @description The queue's name. */
            queue: string;
            state?: string | null;
            title: string;
        };
        /** @description A token to be. */
        NewToken: {
            /**
             * Format: int32
             * @description How long it lives, 1 to 365 days.
             */
            days: number;
            name: string;
            /** @description From where it may be used: addresses and networks (`192.0.2.0/24`), at most 200. Empty means from anywhere. */
            networks?: string[];
            /** @description What it allows: `tickets:read`. */
            scopes: string[];
        };
        /** @description How to reach a provider that speaks OpenID Connect. */
        Oidc: {
            /** @description Who the desk is there. */
            client_id: string;
            /** @description Who it is: an `https` address, compared sign by sign. */
            issuer: string;
            /** @description Certificates of roots to trust beside the public ones, PEM. */
            roots?: string | null;
            /** @description What is asked for besides `openid`, with blanks between. */
            scopes?: string;
            /** @description Whether an address counts as verified without `email_verified`; for directories that manage the addresses themselves. */
            trusts_addresses?: boolean;
        };
        /** @description What is to be linked. */
        OwnSsoBegin: {
            provider: string;
        };
        /** @description Where to go to link. */
        OwnSsoBegun: {
            address: string;
        };
        /** @description A provider that one can be linked with. */
        OwnSsoLink: {
            /** @description Whether one is. */
            linked: boolean;
            name: string;
            provider: string;
        };
        /** @description All of them. */
        OwnSsoLinks: {
            items: components["schemas"]["OwnSsoLink"][];
        };
        /** @description Who takes part. */
        ParticipantBody: {
            /** @description A customer user by id. */
            customer_user: string;
        };
        /** @description Somebody who is named on a ticket. */
        PartyShape: {
            id: string;
            name: string;
        };
        /** @description What a device gave. */
        PasskeyAnswer: {
            /** @description What `navigator.credentials.get` gave, as JSON. */
            answer: Record<string, never>;
            ceremony: string;
        };
        /** @description What a device is asked. */
        PasskeyQuestion: {
            ceremony: string;
            /** @description Options for `navigator.credentials.get`, binary values in base 64 for addresses. */
            options: Record<string, never>;
        };
        /** @description The password that one has, and the one that one wants. */
        PasswordChange: {
            /** @description 15 to 256 signs, none of the well-known. */
            new: string;
            old: string;
        };
        /** @description Permissions in a group. */
        Permissions: {
            /** @description Of `ro`, `move_into`, `create`, `note`, `owner`, `priority`, `rw`; none takes all away. */
            permissions: string[];
        };
        /** @description The address as a QR code. */
        Picture: {
            /** @description The dark squares, as the `d` of an SVG path. */
            path: string;
            /**
             * Format: int32
             * @description Squares in a row, the white border included.
             */
            size: number;
        };
        /** @description All of them. */
        Policies: {
            items: components["schemas"]["PolicyOf"][];
        };
        /** @description What is demanded of some people. Of several policies for one person the strictest counts, field by field. */
        PolicyOf: {
            /** @description Whether somebody chose it; else it is what holds at first. */
            chosen: boolean;
            /** @description Of a role. */
            name: string | null;
            policy: components["schemas"]["AccessPolicy"];
            /** @description `agents`, `administrators`, `customers` or `role:NUMBER`. */
            whom: string;
        };
        /** @description What is usual at a provider. Each line has its source beside it. */
        Preset: {
            /** @description The claim with groups or roles, where there is one. */
            groups_claim: string | null;
            /** @description Who it is; `{tenant}` stands for the customer's own id there, and nothing else will do. */
            issuer: string;
            /** @description The claim that becomes the login. */
            login_claim: string;
            /** @description A stable word. */
            name: string;
            /** @description What is asked for besides `openid`. */
            scopes: string;
            /** @description Where this is written. */
            source: string;
            /** @description What stands on the button. */
            title: string;
            /** @description Whether addresses count without `email_verified`. */
            trusts_addresses: boolean;
        };
        /** @description Priorities. */
        PriorityList: {
            items: components["schemas"]["PriorityShape"][];
        };
        /** @description A priority. */
        PriorityShape: {
            /** Format: int64 */
            id: number;
            name: string;
        };
        Problem: {
            detail?: string;
            errors?: {
                at?: number;
                field?: string;
                reason?: string;
                token?: string;
            }[];
            request: string;
            status: number;
            title: string;
            /** @enum {string} */
            type: "https://beleg.example/problems/malformed" | "https://beleg.example/problems/query-not-understood" | "https://beleg.example/problems/unauthenticated" | "https://beleg.example/problems/forbidden" | "https://beleg.example/problems/factor-required" | "https://beleg.example/problems/address-refused" | "https://beleg.example/problems/proof-required" | "https://beleg.example/problems/cross-site" | "https://beleg.example/problems/not-found" | "https://beleg.example/problems/method-not-allowed" | "https://beleg.example/problems/too-slow" | "https://beleg.example/problems/conflict" | "https://beleg.example/problems/last-administrator" | "https://beleg.example/problems/precondition-failed" | "https://beleg.example/problems/too-large" | "https://beleg.example/problems/unknown-host" | "https://beleg.example/problems/invalid" | "https://beleg.example/problems/idempotency-mismatch" | "https://beleg.example/problems/throttled" | "https://beleg.example/problems/fault" | "https://beleg.example/problems/sealed" | "https://beleg.example/problems/suspended" | "https://beleg.example/problems/busy";
        };
        /**
         * @description How a mailbox is read.
         * @enum {string}
         */
        Protocol: "imap" | "pop3";
        /** @description Whom a queue lets in. */
        QueueAccess: {
            confidential: boolean;
            /** Format: int64 */
            group: number;
            id: string;
            name: string;
        };
        /** @description What may be done in a queue. */
        QueueCan: {
            create: boolean;
            move_into: boolean;
        };
        /** @description Whom a queue lets in; what is left out stays. */
        QueueChange: {
            /** @description Whether colleagues of whoever asked see nothing of what lies there. */
            confidential?: boolean | null;
            /**
             * Format: int64
             * @description The group whose rights hold.
             */
            group?: number | null;
        };
        /** @description Queues. */
        QueueList: {
            items: components["schemas"]["QueueShape"][];
        };
        /** @description A queue with its counters. */
        QueueShape: {
            address: string | null;
            can: components["schemas"]["QueueCan"];
            id: string;
            name: string;
            /** Format: int64 */
            new: number;
            /** Format: int64 */
            open: number;
        };
        /** @description How far a mail has come to one recipient. */
        RecipientShape: {
            address: string;
            detail: string | null;
            state: components["schemas"]["Delivery"];
        };
        /** @description Recovery codes, shown this once. Each opens one sign-in. */
        RecoveryCodes: {
            codes: string[];
        };
        /** @description What is said about a grant. */
        ReviewBody: {
            agent?: string | null;
            /** Format: int64 */
            group?: number | null;
            /** @description Whether it stays; otherwise it ends at once. */
            keep: boolean;
            kind: string;
            /** @description As they were shown: what changed since is not what was looked at. */
            permissions?: string[];
            /** Format: int64 */
            role?: number | null;
        };
        /** @description What is to be changed of a role; what is left out stays. */
        RoleChangeBody: {
            /** @description Exactly these agents have it. */
            members?: string[] | null;
            name?: string | null;
            valid?: boolean | null;
        };
        /** @description A role with who has it. */
        RoleLine: {
            /** Format: int64 */
            id: number;
            /** @description The agents who have it. */
            members: string[];
            name: string;
            /** @description One that is not valid gives nothing. */
            valid: boolean;
        };
        /** @description All roles. */
        RoleLines: {
            items: components["schemas"]["RoleLine"][];
        };
        /** @description What a value of the groups claim gives: a role, or permissions in a group. */
        Rule: {
            /**
             * Format: int64
             * @description The group.
             */
            group?: number | null;
            /** @description Of `ro move_into create note owner priority rw`, in the group. */
            permissions?: string[];
            /**
             * Format: int64
             * @description The role.
             */
            role?: number | null;
            /** @description The value, exactly. */
            value: string;
        };
        /** @description How to reach a provider that speaks SAML 2.0. */
        Saml: {
            /** @description Ways to sign in there of which one must have been used, as addresses of authentication contexts. Empty means any. */
            contexts?: string[];
            /** @description Which of several entities the metadata describe. */
            entity_id?: string | null;
            /**
             * @description Where its metadata lie: an `https` address, asked once a day and when a signature is by a key that is not known. Without one the
             *     metadata are given as text.
             */
            metadata_url?: string | null;
            /** @description Certificates of roots to trust beside the public ones when metadata are fetched, PEM. */
            roots?: string | null;
            /** @description Whether the directory behind it manages the addresses itself, so that they count as people's own. */
            trusts_addresses?: boolean;
            /** @description Whether people may begin at the provider; then nobody can tell whether they meant to come here. */
            unsolicited?: boolean;
        };
        /** @description A permission with from where it comes. */
        SeenPermission: {
            /** @description Given to the agent. */
            direct: boolean;
            permission: string;
            /** @description Names of roles that give it. */
            roles: string[];
        };
        /** @description A queue that an agent sees. */
        SeenQueue: {
            confidential: boolean;
            group: string;
            id: string;
            name: string;
            permissions: components["schemas"]["SeenPermission"][];
        };
        /** @description What an agent sees. */
        SeenQueues: {
            items: components["schemas"]["SeenQueue"][];
            /**
             * Format: int64
             * @description Of how many restricted tickets they are a member.
             */
            member_of: number;
        };
        /** @enum {string} */
        Sender: "agent" | "customer" | "system";
        /** @description A session of one's own. */
        Session: {
            /** @description The program: `Firefox 145, Linux`. */
            client: string;
            /** Format: date-time */
            created_at: string;
            /** @description Whether this very request came by it. */
            current: boolean;
            /**
             * Format: date-time
             * @description The latest at which it ends.
             */
            expires_at: string;
            id: string;
            ip: string | null;
            /**
             * Format: date-time
             * @description To the minute.
             */
            last_seen_at: string;
            /** @description What was shown in it: `password`, `totp`, `recovery_code`, `passkey`, `sso`, `sso_two`, `mail_link`. */
            proofs: string[];
        };
        /** @description One's own sessions, newest first. */
        SessionList: {
            items: components["schemas"]["Session"][];
            next: string | null;
        };
        /** @description What is shown. */
        ShownProof: {
            /** @description Of an authenticator app, or a recovery code. */
            code?: string | null;
            passkey?: components["schemas"]["PasskeyAnswer"] | null;
            password?: string | null;
        };
        /** @description A session that would be shut out. */
        ShutOut: {
            /** @description From where they signed in. */
            ip: string | null;
            /** @description `agent` or `customer`. */
            kind: string;
            /** Format: date-time */
            last_seen_at: string;
            login: string;
            name: string;
        };
        /**
         * @description For whom a provider speaks.
         * @enum {string}
         */
        Side: "agents" | "customers";
        /** @description A permission with everything from which it comes. */
        SourcedShape: {
            from: components["schemas"]["SourceShape"][];
            permission: string;
        };
        /** @description From where a permission comes. */
        SourceShape: {
            /** @description `direct` or `role`. */
            kind: string;
            /** @description The name of the role. */
            name: string | null;
            /**
             * Format: int64
             * @description The number of the role.
             */
            role: number | null;
        };
        /** @description Who a provider of SAML is, by its metadata. */
        SsoIdentityProvider: {
            entity_id: string;
            /** @description SHA-256 of the public keys by which it signs. */
            keys: string[];
            /** @description Until when it says that this holds. */
            valid_until: string | null;
        };
        /** @description The newest five hundred. */
        SsoPeople: {
            items: components["schemas"]["SsoPerson"][];
        };
        /** @description Somebody whom a provider knows. */
        SsoPerson: {
            /** @description When they came from there last. */
            last_at: string | null;
            login: string;
            name: string;
            /** @description Who they are here. */
            person: string;
            since: string;
            /** @description Who they are there; it never changes. */
            subject: string;
        };
        /** @description A provider. */
        SsoProvider: {
            /** @description What the provider wants to know: as `redirect_uri`, or as the address for responses. A directory wants to know nothing. */
            callback: string | null;
            can: components["schemas"]["SsoProviderCan"];
            id: string;
            identity: components["schemas"]["SsoIdentityProvider"] | null;
            kind: components["schemas"]["Kind"];
            ldap: components["schemas"]["Ldap"] | null;
            /** @description What the provider wants to know as `backchannel_logout_uri`. */
            logout: string | null;
            mapping: components["schemas"]["Mapping"];
            /** @description Where a provider of SAML finds who the desk is; also the desk's entity id. */
            metadata: string | null;
            name: string;
            oidc: components["schemas"]["Oidc"] | null;
            /** Format: int64 */
            position: number;
            saml: components["schemas"]["Saml"] | null;
            side: components["schemas"]["Side"];
            /** @description Whether a sign-in there counts as two factors. */
            two_factors: boolean;
            valid: boolean;
            /** Format: int64 */
            version: number;
        };
        /** @description What may be done with it. */
        SsoProviderCan: {
            change: boolean;
            remove: boolean;
            try_out: boolean;
        };
        /** @description What is named changes, each as a whole. Another issuer, client, root, host or search account needs the secret again. */
        SsoProviderChanges: {
            ldap?: components["schemas"]["Ldap"] | null;
            mapping?: components["schemas"]["Mapping"] | null;
            /** @description The metadata of one of SAML, where they are not fetched. */
            metadata?: string | null;
            name?: string | null;
            oidc?: components["schemas"]["Oidc"] | null;
            /** Format: int64 */
            position?: number | null;
            saml?: components["schemas"]["Saml"] | null;
            secret?: string | null;
            two_factors?: boolean | null;
            valid?: boolean | null;
            /**
             * Format: int64
             * @description Refuse when it has another version by now.
             */
            version?: number | null;
        };
        /** @description Providers, as their buttons stand, with what a new one may be made of. */
        SsoProviders: {
            groups: components["schemas"]["SsoTarget"][];
            items: components["schemas"]["SsoProvider"][];
            presets: components["schemas"]["Preset"][];
            roles: components["schemas"]["SsoTarget"][];
        };
        /** @description A role or a group that a rule may name. */
        SsoTarget: {
            /** Format: int64 */
            id: number;
            name: string;
        };
        /** @description What was tried, one after the other until something was wrong. */
        SsoTrial: {
            ok: boolean;
            person: components["schemas"]["SsoTrialPerson"] | null;
            steps: components["schemas"]["SsoTrialStep"][];
        };
        /** @description Somebody in a directory, and what would follow if they signed in. */
        SsoTrialPerson: {
            /** @description The attributes that the directory gives, by their names. */
            attributes: string[];
            /** @description The groups that they are in there, each with its names as a rule may have them. */
            groups: string[];
            /** @description The groups in which rules give permissions. */
            permissions: string[];
            /** @description The roles that rules give. */
            roles: string[];
        };
        /** @description One thing that was tried. */
        SsoTrialStep: {
            ok: boolean;
            /** @description `document`, `keys`, `secret`, `search` or `person`. */
            what: string;
            /** @description What was found, in words. */
            words: string;
        };
        /** @description What is tried besides. */
        SsoTrialWish: {
            /** @description Whom a directory is searched for, by their login there. Nobody's password is asked for. */
            login?: string | null;
        };
        /** @description States. */
        StateList: {
            items: components["schemas"]["StateShape"][];
        };
        /** @description A state. */
        StateShape: {
            /** Format: int64 */
            id: number;
            name: string;
            type: components["schemas"]["StateType"];
        };
        /** @enum {string} */
        StateType: "new" | "open" | "closed" | "pending reminder" | "pending auto" | "removed" | "merged";
        /** @description A page of tickets. */
        TicketList: {
            items: components["schemas"]["TicketRow"][];
            /** @description Older tickets may match too: the search looked at as many texts as it may. */
            more: boolean;
            /** @description Where the next page begins. */
            next: string | null;
        };
        /** @description A ticket as a row of a list. */
        TicketRow: {
            /** Format: int64 */
            article_count: number;
            /** Format: int64 */
            attachment_count: number;
            changed_at: string;
            created_at: string;
            customer: components["schemas"]["CustomerShape"];
            id: string;
            lock: components["schemas"]["Lock"];
            number: string;
            owner: string | null;
            owner_name: string | null;
            pending_until: string | null;
            priority: string;
            queue: string;
            responsible: string | null;
            /** @description Only its members see it. */
            restricted: boolean;
            state: string;
            state_type: components["schemas"]["StateType"];
            title: string;
            unread: boolean;
            /** Format: int64 */
            version: number;
        };
        /** @description A ticket with its articles. */
        TicketShape: components["schemas"]["TicketRow"] & {
            articles: components["schemas"]["ArticleShape"][];
            can: components["schemas"]["CanShape"];
            /** @description The agents who see it while it is restricted. */
            members: components["schemas"]["PartyShape"][];
            /** @description Customer users who take part beside the asker. */
            participants: components["schemas"]["PartyShape"][];
        };
        /**
         * @description How TLS begins. Without TLS nothing is said.
         * @enum {string}
         */
        Tls: "ldaps" | "starttls";
        /** @description A token of one's own, without its text. */
        Token: {
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            id: string;
            /**
             * Format: date-time
             * @description To the minute.
             */
            last_used_at: string | null;
            name: string;
            /** @description From where it may be used; empty means from anywhere. */
            networks: string[];
            /** @description What it allows: `tickets:read`. */
            scopes: string[];
        };
        /** @description One's own tokens, newest first. */
        TokenList: {
            items: components["schemas"]["Token"][];
            next: string | null;
        };
        /** @description Rules to look at before they count. */
        TriedAddressRules: {
            /** @description By `everywhere`, `agents`, `customers`, `tokens` or `role:NUMBER`. */
            rules: {
                [key: string]: components["schemas"]["AddressRule"];
            };
        };
        /** @description Views. */
        ViewList: {
            items: components["schemas"]["ViewShape"][];
        };
        /** @description A view with its counter. */
        ViewShape: {
            key: string;
            /** Format: int64 */
            open: number;
            /** @description The search that is the view. */
            q: string;
        };
        /** @enum {string} */
        Warning: "disguised" | "runs";
        /** @description Why somebody sees a ticket, or does not. */
        WhyShape: {
            name: string;
            sees: boolean;
            steps: components["schemas"]["WhyStep"][];
        };
        /** @description One step of an explanation. */
        WhyStep: {
            /** @description What it rests on. */
            fields: Record<string, never>;
            /** @description Whether it lets in or keeps out; null where it only says how things are. */
            opens: boolean | null;
            /** @description A stable word for it. */
            step: string;
            /** @description The same in the reader's language. */
            words: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "access.addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddressRules"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.set_addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAddressRules"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddressChange"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.take_back_addresses": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.confirm_addresses": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.try_addresses": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TriedAddressRules"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddressRehearsal"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policies"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.set_policy": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                whom: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccessPolicy"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.reset_policy": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                whom: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.agents": {
        parameters: {
            query?: {
                /** @description what they may do there, owner unless told */
                may?: string;
                /** @description the queue's name */
                queue?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AbleAgents"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.create_agent": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAgent"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Agent"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.reset_factors": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.grant": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Permissions"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Permissions"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.send_password_link": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.cancel_mail": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleShape"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.journey": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailJourney"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.show_pictures": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameShape"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.raw": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "message/rfc822": string;
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.reports": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailReports"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.retry_mail": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleShape"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.attachment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "audit.list": {
        parameters: {
            query?: {
                /** @description where the page begins: next of the page before */
                cursor?: string;
                /** @description how many lines, 1 to 200, 50 unless told */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.customer_users": {
        parameters: {
            query?: {
                /** @description words */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerUserList"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.create_customer_user": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCustomerUser"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerUser"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.reset_customer_factors": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.send_customer_password_link": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "https.listen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.try_new_account": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMailAccount"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailboxTrial"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailAccounts"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.create_account": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMailAccount"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailAccountPage"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.account": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailAccountPage"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.remove_account": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.change_account": {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is known; another one is refused with 412. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["MailAccountChanges"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailAccountPage"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.fetch_account": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.try_account": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailboxTrial"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.filters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailFilterList"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.order_filters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailFilterOrder"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailFilterList"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.create_filter": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMailFilter"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailFilter"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.remove_filter": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.change_filter": {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is known; another one is refused with 412. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["MailFilterChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailFilter"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.filter_history": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailFilterHistory"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.try_filter": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MailFilterToTry"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailFilterTrial"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.log": {
        parameters: {
            query?: {
                /** @description the account that it was fetched from */
                account?: string;
                /** @description where the page begins */
                cursor?: string;
                /** @description how many at most, 1 to 200, 50 unless told */
                limit?: number;
                /** @description ticket, article, report, copy, quarantined, ignored or refused; sent, deferred, failed or cancelled */
                outcome?: string;
                /** @description words of sender, subject, recipients, Message-ID or ticket number */
                q?: string;
                /** @description not before this time */
                since?: string;
                /** @description a ticket's number */
                ticket?: string;
                /** @description before this time */
                until?: string;
                /** @description smtp, lmtp, pipe, imap or pop3 */
                way?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailLog"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.log_entry": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailLogEntry"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.log_original": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "message/rfc822": string;
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.release": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailReleased"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailSettings"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "mail.set_settings": {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is known; another one is refused with 412. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["MailSettingsWanted"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailSettings"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.change_me": {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is known; another one is refused with 412. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["MyChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Factors"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.begin_factor": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewFactor"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BegunFactor"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.remove_factor": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.confirm_factor": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FactorConfirmation"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeFactor"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.change_password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.prove": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShownProof"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.ask_passkey": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyPasskeyQuestion"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.make_recovery_codes": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sso.links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnSsoLinks"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sso.link": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnSsoBegin"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnSsoBegun"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sso.unlink": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.my_me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.change_my_me": {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is known; another one is refused with 412. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["MyChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.my_factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Factors"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.begin_my_factor": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewFactor"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BegunFactor"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.remove_my_factor": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.confirm_my_factor": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FactorConfirmation"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeFactor"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.change_my_password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.prove_mine": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShownProof"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.ask_my_passkey": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyPasskeyQuestion"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.make_my_recovery_codes": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sso.my_links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnSsoLinks"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sso.link_mine": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnSsoBegin"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnSsoBegun"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sso.unlink_mine": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.my_list": {
        parameters: {
            query?: {
                /** @description where the page begins */
                cursor?: string;
                /** @description how many at most, 1 to 200, 50 unless told */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyTickets"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.my_create": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MyNewTicket"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyTicket"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.my_get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyTicket"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.my_append": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MyNewArticle"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyTicket"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "https.describe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.list_agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentLines"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.agent": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentFull"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.change_agent": {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is known; another one is refused with 412. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["AgentChangeBody"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentFull"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.seen_by": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeenQueues"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.customer": {
        parameters: {
            query?: {
                /** @description OTRS's CustomerID; it may hold any sign, so it is no part of the path */
                id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyFull"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.change_customer": {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is known; another one is refused with 412. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["CompanyChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyFull"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.list_customer_users": {
        parameters: {
            query?: {
                /** @description words */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerUserLines"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.customer_user": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerUserFull"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.change_customer_user": {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is known; another one is refused with 412. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["CustomerUserChangeBody"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerUserFull"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.customers": {
        parameters: {
            query?: {
                /** @description words */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyLines"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.create_customer": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCompany"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyLine"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.grants": {
        parameters: {
            query?: {
                /** @description due is what nobody gave or confirmed for that long, 365 unless told */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantList"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.review": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewBody"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupLines"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.create_group": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NameBody"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupLine"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.change_group": {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is known; another one is refused with 412. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["GroupChangeBody"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupLine"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.group_members": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberLines"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.administered_queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdministeredQueues"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.matrix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Matrix"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.set_matrix": {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is known; another one is refused with 412. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["MatrixChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Matrix"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleLines"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.create_role": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NameBody"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleLine"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "people.change_role": {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is known; another one is refused with 412. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["RoleChangeBody"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleLine"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.priorities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriorityList"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueList"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.change_queue": {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is known; another one is refused with 412. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["QueueChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueAccess"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.revoke_others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.revoke_session": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sso.providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SsoProviders"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sso.create_provider": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSsoProvider"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SsoProvider"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sso.provider": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SsoProvider"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sso.remove_provider": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sso.change_provider": {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is known; another one is refused with 412. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["SsoProviderChanges"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SsoProvider"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sso.people": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SsoPeople"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sso.link_person": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSsoPerson"];
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sso.unlink_person": {
        parameters: {
            query?: {
                /** @description who they are at the provider */
                subject?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sso.try_provider": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SsoTrialWish"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SsoTrial"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.states": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StateList"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.list": {
        parameters: {
            query?: {
                /** @description where the page begins */
                cursor?: string;
                /** @description how many at most, 1 to 200, 50 unless told */
                limit?: number;
                /** @description what to look for */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketList"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTicketBody"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketShape"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketShape"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.change": {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is known; another one is refused with 412. */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["ChangesBody"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketShape"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.append": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ArticleBody"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArticleShape"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.history": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.set_members": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MembersBody"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketShape"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.add_participant": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ParticipantBody"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketShape"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.remove_participant": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                customer_user: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketShape"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.see": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.why": {
        parameters: {
            query?: {
                /** @description the id of an agent or customer user */
                who?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhyShape"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenList"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.create_token": {
        parameters: {
            query?: never;
            header?: {
                /** @description A second request with the same key and content gets what the first one made. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeToken"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "access.revoke_token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tickets.views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewList"];
                };
            };
            /** @description A refusal */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
