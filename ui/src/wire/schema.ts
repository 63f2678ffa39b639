// Generated from the OpenAPI file by `npm run gen`. Do not edit.

export interface paths {
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Agents who may own tickets in a queue.
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
         * @description Right: people.administer.
         */
        put: operations["people.grant"];
        post?: never;
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
    "/api/v1/my/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The customer user's own tickets, what changed last first.
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
         * One of the customer user's own tickets, with the articles meant for them.
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
         * Answers on one of the customer user's own tickets; opens it when it waits or is closed.
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
        /** @description An agent as administrators see them. */
        Agent: {
            email: string;
            id: string;
            locale: string;
            login: string;
            name: string;
            valid: boolean;
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
        /** @description What may be done with a ticket. */
        CanShape: {
            move: boolean;
            note: boolean;
            owner: boolean;
            priority: boolean;
            read: boolean;
            reply: boolean;
            state: boolean;
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
        /** @description Whom an answer to all goes to. */
        EverybodyShape: {
            cc: string[];
            to: string[];
        };
        /** @description Where the article's HTML can be framed from. */
        FrameShape: {
            heights: {
                [key: string]: number;
            };
            href: string;
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
        /** @enum {string} */
        Lock: "unlock" | "lock" | "tmp_lock";
        /** @description A token just made. */
        MadeToken: components["schemas"]["Token"] & {
            /** @description Its text, shown this once. */
            token: string;
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
            tenant: components["schemas"]["MyTenant"];
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
        };
        /** @description A ticket as its customer user sees it. */
        MyTicketRow: {
            changed_at: string;
            created_at: string;
            id: string;
            number: string;
            state: string;
            state_type: components["schemas"]["StateType"];
            title: string;
            /** @description The desk has answered and waits for the customer. */
            your_turn: boolean;
        };
        /** @description The customer user's tickets. */
        MyTickets: {
            items: components["schemas"]["MyTicketRow"][];
            next: string | null;
        };
        /** @description An agent to be. */
        NewAgent: {
            email: string;
            /** @description Their language; the tenant's when absent. */
            locale?: string | null;
            login: string;
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
            /** @description What it allows: `tickets:read`. */
            scopes: string[];
        };
        /** @description Permissions in a group. */
        Permissions: {
            /** @description Of `ro`, `move_into`, `create`, `note`, `owner`, `priority`, `rw`; none takes all away. */
            permissions: string[];
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
            type: "https://beleg.example/problems/malformed" | "https://beleg.example/problems/query-not-understood" | "https://beleg.example/problems/unauthenticated" | "https://beleg.example/problems/forbidden" | "https://beleg.example/problems/cross-site" | "https://beleg.example/problems/not-found" | "https://beleg.example/problems/method-not-allowed" | "https://beleg.example/problems/too-slow" | "https://beleg.example/problems/conflict" | "https://beleg.example/problems/precondition-failed" | "https://beleg.example/problems/too-large" | "https://beleg.example/problems/unknown-host" | "https://beleg.example/problems/invalid" | "https://beleg.example/problems/idempotency-mismatch" | "https://beleg.example/problems/throttled" | "https://beleg.example/problems/fault" | "https://beleg.example/problems/sealed" | "https://beleg.example/problems/suspended" | "https://beleg.example/problems/busy";
        };
        /** @description What may be done in a queue. */
        QueueCan: {
            create: boolean;
            move_into: boolean;
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
        };
        /** @description One's own sessions, newest first. */
        SessionList: {
            items: components["schemas"]["Session"][];
            next: string | null;
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
        };
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
            /** @description What it allows: `tickets:read`. */
            scopes: string[];
        };
        /** @description One's own tokens, newest first. */
        TokenList: {
            items: components["schemas"]["Token"][];
            next: string | null;
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
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "tickets.agents": {
        parameters: {
            query?: {
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
