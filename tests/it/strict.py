"""Reads a mailbox as a strict program does: `strict.py PORT AUTHORITY LOGIN PASSWORD` says as JSON what lies there and how the
server threads it; `strict.py FILE` says what is wrong with a mail."""

import base64, email, email.policy, imaplib, json, ssl, sys

POLICY = email.policy.SMTP.clone(raise_on_defect=True)


def faults(raw):
    found = []
    try:
        mail = email.message_from_bytes(raw, policy=POLICY)
        for part in mail.walk():
            for name, value in part.items():
                found += [f"{name}: {defect!r}" for defect in value.defects]
            if not part.is_multipart():
                part.get_content()
            found += map(repr, part.defects)
    except Exception as error:
        found.append(repr(error))
    lines = raw.split(b"\r\n")
    found += [f"{len(line)} octets: {line[:60]!r}" for line in lines if len(line) > 998]
    found += [f"a bare line end: {line[:60]!r}" for line in lines if b"\r" in line or b"\n" in line]
    for line in lines[: lines.index(b"")]:
        # What stands behind the name could go on the next line, and so could each word behind a blank.
        words = line.split(b": ", 1)[-1].strip()
        if len(line) > 78 and b" " in words:
            found.append(f"{len(line)} octets that could be folded: {line!r}")
    return found


def mailbox(port, authority, login, password):
    with imaplib.IMAP4_SSL("127.0.0.1", int(port), ssl_context=ssl.create_default_context(cafile=authority)) as server:
        server.login(login, password)
        server.select("INBOX", readonly=True)
        numbers = server.search(None, "ALL")[1][0].split()
        raw = [server.fetch(number, "(BODY.PEEK[])")[1][0][1] for number in numbers]
        threads = server.thread("REFERENCES", "UTF-8", "ALL")[1][0].decode()
    return {"threads": threads, "mails": [base64.b64encode(one).decode() for one in raw]}


if len(sys.argv) == 2:
    with open(sys.argv[1], "rb") as file:
        said = faults(file.read())
else:
    said = mailbox(*sys.argv[1:])
json.dump(said, sys.stdout)
