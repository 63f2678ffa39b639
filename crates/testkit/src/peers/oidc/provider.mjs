// An OpenID provider on loopback: `node provider.mjs FOLDER`, with `provider.json`, `own.pem` and `own.key` in the folder.
//
// `accounts` are re-read for every token, so that a test changes what somebody is. Whoever types an account's name and the password is
// signed in; consent is not asked for.
import { readFileSync } from "node:fs";
import { createServer, request as ask } from "node:https";
import { join } from "node:path";
import { Provider } from "oidc-provider";

const folder = process.argv[2];
const read = () => JSON.parse(readFileSync(join(folder, "provider.json"), "utf8"));
const { port, clients, cookies, password } = read();

// Every host under localhost is this machine, as browsers have it.
const lookup = (_, options, done) => (options.all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4));
function tell(url, { method, headers, body }) {
  return new Promise((done, failed) => {
    const request = ask(url, { method, headers: Object.fromEntries(new Headers(headers)), lookup }, (response) => {
      response.resume().on("end", () => done(new Response(null, { status: response.statusCode })));
    });
    request.on("error", failed).end(body?.toString());
  });
}

const provider = new Provider(`https://localhost:${port}`, {
  clients,
  cookies: { keys: cookies },
  conformIdTokenClaims: false,
  claims: { openid: ["sub"], profile: ["name", "preferred_username", "groups"], email: ["email", "email_verified"] },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true, logoutSource: async (ctx, form) => void (ctx.body = `<!doctype html><title>Out</title>${form}<button form="op.logoutForm" name="logout" value="yes">Out</button>`) },
  },
  fetch: tell,
  findAccount: (_, id) => {
    const known = read().accounts[id];
    return known && { accountId: id, claims: () => ({ sub: id, ...known }) };
  },
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid profile email");
    await grant.save();
    return grant;
  },
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  ttl: { Interaction: 600, Session: 3600, Grant: 3600, IdToken: 300, AccessToken: 300, AuthorizationCode: 60 },
  renderError: (ctx, out) => void (ctx.body = `<!doctype html><title>Error</title><pre>${JSON.stringify(out)}</pre>`),
});

const form = (uid) => `<!doctype html><html lang="en"><title>Sign in</title><main><h1>Provider</h1><form method="post" action="/interaction/${uid}">
<label>Account <input name="account" autofocus></label><label>Password <input name="password" type="password"></label><button>Go on</button></form></main></html>`;

const answer = provider.callback();
const body = (request) => new Promise((done) => {
  let text = "";
  request.on("data", (piece) => (text += piece)).on("end", () => done(new URLSearchParams(text)));
});

createServer({ cert: readFileSync(join(folder, "own.pem")), key: readFileSync(join(folder, "own.key")) }, async (request, response) => {
  const uid = /^\/interaction\/([\w-]+)$/.exec(request.url)?.[1];
  if (!uid) return answer(request, response);
  try {
    if (request.method === "GET") {
      await provider.interactionDetails(request, response);
      return response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(form(uid));
    }
    const given = await body(request);
    const is = read().accounts[given.get("account")] && given.get("password") === password;
    const result = is ? { login: { accountId: given.get("account") } } : { error: "access_denied", error_description: "no" };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  } catch (error) {
    response.writeHead(400, { "content-type": "text/plain" }).end(String(error));
  }
}).listen(port, "127.0.0.1", () => console.log("listening"));
