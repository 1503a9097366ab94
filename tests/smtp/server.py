"""A real SMTP server for tests: STARTTLS and AUTH are required, and it can misbehave on demand.

It makes its own certificate, listens on a free port and speaks JSON, one object a line.
On standard output, first where it is:

    {"event": "ready", "port": 40123, "ca_file": "...", "user": "...", "password": "..."}

then every email it takes, and every refusal it gives:

    {"event": "email", "from": "...", "to": ["..."], "hello": "...", "data": "..."}
    {"event": "fault", "fault": "defer", "to": "..."}

On standard input it takes commands, each answered with {"event": "done"}:

    {"do": "fault", "to": "ADDRESS", "fault": "refuse|defer|stall|cut", "times": 2}
    {"do": "fault", "to": "ADDRESS", "fault": "rcpt|data", "reply": "550 5.4.5 quota"}
    {"do": "mend"}        forget all faults
    {"do": "down"}        stop listening and cut every connection
    {"do": "up"}          listen again on the same port

It ends when its standard input ends, so that it never outlives the test that started it.

The faults, chosen by recipient, in force for the given number of times (all times when absent):
refuse answers 550 to RCPT; defer answers 451; stall takes the email's bytes and never answers;
cut keeps the email and drops the connection before the answer, as a network does; rcpt and data answer
that command with the given reply. A fault of the address "*" is everybody's who has none.
"""

import asyncio
import json
import logging
import ssl
import subprocess
import sys
import tempfile
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER = "undersigned"
PASSWORD = "correct horse/battery@staple"

CERTIFICATE = """
[req]
distinguished_name = name
x509_extensions = server
prompt = no
[name]
CN = localhost
[server]
subjectAltName = DNS:localhost, IP:127.0.0.1
basicConstraints = critical, CA:FALSE
"""


def tell(**event):
    print(json.dumps(event), flush=True)


def make_certificate(folder: Path):
    """A self-signed certificate that is no authority: strict clients refuse one that is both."""
    (folder / "request.cnf").write_text(CERTIFICATE)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-config", str(folder / "request.cnf"), "-keyout", str(folder / "key.pem"),
         "-out", str(folder / "certificate.pem"), "-days", "400"],
        check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


class Mailbox:
    """How the server treats recipients and emails."""

    def __init__(self):
        self.faults = {}

    def set_fault(self, to, fault, times, reply):
        self.faults[to] = [fault, times, reply]

    def take_fault(self, to, *kinds):
        """The fault due now for a recipient and its reply, counted down when it is one of these kinds."""
        key = to if to in self.faults else "*"
        due = self.faults.get(key)
        if due is None or due[0] not in kinds:
            return None, None
        if due[1] is not None:
            due[1] -= 1
            if due[1] <= 0:
                del self.faults[key]
        tell(event="fault", fault=due[0], to=to)
        return due[0], due[2]

    async def handle_RCPT(self, server, session, envelope, address, options):
        fault, reply = self.take_fault(address, "refuse", "defer", "rcpt")
        if reply:
            return reply
        if fault == "refuse":
            return "550 5.1.1 no such mailbox"
        if fault == "defer":
            return "451 4.3.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        fault = None
        for to in envelope.rcpt_tos:
            fault, reply = self.take_fault(to, "stall", "cut", "data")
            if reply:
                return reply
        if fault == "stall":
            await asyncio.get_running_loop().create_future()
        tell(event="email", to=envelope.rcpt_tos, data=envelope.content.decode("utf-8", "replace"),
             hello=session.host_name, **{"from": envelope.mail_from})
        if fault == "cut":
            server.transport.abort()
        return "250 2.0.0 kept"


class Server:
    """The listening socket, which can go away and come back on the same port."""

    def __init__(self, tls, mailbox):
        self.tls, self.mailbox = tls, mailbox
        self.port, self.listener, self.sessions = 0, None, []

    def session(self):
        def authenticate(server, session, envelope, mechanism, data):
            right = isinstance(data, LoginPassword) and data == LoginPassword(USER.encode(), PASSWORD.encode())
            # What is not handled here is answered with 535 by the library.
            return AuthResult(success=right, handled=right)

        session = SMTP(self.mailbox, hostname="localhost", tls_context=self.tls, require_starttls=True,
                       auth_required=True, authenticator=authenticate, loop=asyncio.get_running_loop())
        self.sessions.append(session)
        return session

    async def up(self):
        self.listener = await asyncio.get_running_loop().create_server(self.session, "127.0.0.1", self.port)
        self.port = self.listener.sockets[0].getsockname()[1]

    async def down(self):
        self.listener.close()
        for session in self.sessions:
            if session.transport is not None:
                session.transport.abort()
        self.sessions.clear()


async def obey(server, line):
    command = json.loads(line)
    if command["do"] == "fault":
        server.mailbox.set_fault(command["to"], command["fault"], command.get("times"), command.get("reply"))
    elif command["do"] == "mend":
        server.mailbox.faults.clear()
    elif command["do"] == "down":
        await server.down()
    elif command["do"] == "up":
        await server.up()
    else:
        raise ValueError(f"unknown command {command['do']}")
    tell(event="done")


async def main():
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # it warns of its own old names at each log-in
    with tempfile.TemporaryDirectory(prefix="undersigned-smtp.") as folder:
        server = Server(make_certificate(Path(folder)), Mailbox())
        await server.up()
        tell(event="ready", port=server.port, ca_file=str(Path(folder) / "certificate.pem"),
             user=USER, password=PASSWORD)
        commands = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
        while line := await commands.readline():
            await obey(server, line)


asyncio.run(main())
