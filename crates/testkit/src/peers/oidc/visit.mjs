// A browser's part, without one: `node visit.mjs ADDRESS ACCOUNT PASSWORD COOKIES` goes where it is sent until that is another host, and
// prints the address. Cookies stay in the file COOKIES.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const [address, account, password, file] = process.argv.slice(2);
const cookies = new Map(existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : []);
const home = new URL(address).host;

const go = async (url, options = {}) => {
  const headers = { ...options.headers, cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
  const response = await fetch(url, { ...options, headers, redirect: "manual" });
  for (const line of response.headers.getSetCookie()) {
    const [name, value] = line.split(";")[0].split(/=(.*)/s);
    if (value) cookies.set(name, value);
    else cookies.delete(name);
  }
  return response;
};

let url = address;
for (let hops = 0; hops < 12; hops += 1) {
  let response = await go(url);
  if (response.status === 200 && url.includes("/interaction/")) {
    response = await go(url, { method: "POST", body: new URLSearchParams({ account, password }) });
  } else if (response.status === 200 && url.includes("/success")) {
    break;
  } else if (response.status === 200) {
    // The page that asks whether one wants to sign out.
    const page = await response.text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1];
    const action = /action="([^"]+)"/.exec(page)?.[1];
    if (!xsrf) throw new Error(`nothing to do on ${url}: ${page}`);
    response = await go(new URL(action, url), { method: "POST", body: new URLSearchParams({ xsrf, logout: "yes" }) });
    if (response.status === 200) break;
  }
  const next = response.headers.get("location");
  if (!next) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  url = new URL(next, url).href;
  if (new URL(url).host !== home) break;
}
writeFileSync(file, JSON.stringify([...cookies]));
console.log(url);
