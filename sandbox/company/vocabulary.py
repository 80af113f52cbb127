"""The words of the company: its people, teams, themes and habits of speech."""

from msgspec import Struct

GIVEN = (
    "Ana Ben Chloe Dario Elif Farid Greta Hugo Ines Jonas Kaya Liam Mira Noah Olga Pavel Quinn Rosa Sami Tara Umar Vera"
    " Wim Xenia Yusuf Zoe Amir Bea Cem Dana Emil Freya Gil Hana Igor Jade Kofi Lena Marek Nadia"
)
FAMILY = (
    "Almeida Brandt Castillo Dogan Eriksen Fontaine Greco Haddad Ivanova Jansen Kovacs Lindqvist Moreau Novak Okafor"
    " Petrov Quist Rossi Silva Tanaka Ueda Vogel Weber Yilmaz Zielinski"
)


class Trade(Struct, frozen=True):
    """What a team is called, where it works, what it cares for. `component` is a Jira component that a rule knows."""

    team: str
    project: str
    repo: str
    component: str
    themes: tuple[str, ...]
    things: tuple[str, ...]


TRADES = (
    Trade(
        "payments",
        "PAY",
        "acme/pay",
        "checkout",
        ("One-click checkout", "SEPA instant payouts", "Fewer failed payments", "Refunds without a ticket"),
        ("the refund queue", "card network timeouts", "payout reports", "the SEPA mandate import", "3-D Secure fallback",
         "the dispute form", "saved cards", "currency rounding", "the checkout button", "settlement files"),
    ),
    Trade(
        "platform",
        "PLAT",
        "acme/platform",
        "deploys",
        ("Deploys in ten minutes", "Zero-downtime migrations", "One tracing pipeline", "Self-service environments"),
        ("the deploy queue", "canary checks", "the log shipper", "database failover", "the build cache", "feature flags",
         "the secrets vault", "cluster autoscaling", "preview environments", "the alert rules"),
    ),
    Trade(
        "growth",
        "GROW",
        "acme/web",
        "onboarding",
        ("Guided first week", "Referral programme", "Pricing page that converts", "Win back lost trials"),
        ("the welcome tour", "trial reminders", "the pricing table", "the signup form", "referral links",
         "the import wizard", "usage emails", "the landing page", "the cancellation survey", "lead scoring"),
    ),
    Trade(
        "mobile",
        "MOB",
        "acme/app",
        "offline",
        ("Offline first", "App starts in a second", "Push that people keep on", "Tablet layout"),
        ("the sync engine", "cold start", "push permissions", "the crash reporter", "biometric login", "the camera scan",
         "deep links", "the tab bar", "image caching", "background refresh"),
    ),
    Trade(
        "data",
        "DATA",
        "acme/warehouse",
        "metrics",
        ("One definition of revenue", "Reports before nine", "Self-service dashboards", "Events with a contract"),
        ("the revenue model", "the nightly load", "event schemas", "the churn table", "dashboard permissions",
         "late events", "the cost report", "customer segments", "the metric register", "backfills"),
    ),
    Trade(
        "identity",
        "IDM",
        "acme/identity",
        "login",
        ("Passkeys for everyone", "Single sign-on in an hour", "Audit trail customers can read", "Sessions that last"),
        ("passkey enrolment", "SAML metadata", "session expiry", "the audit export", "role templates", "SCIM groups",
         "password resets", "the consent page", "rate limits on login", "invite links"),
    ),
)  # fmt: skip
OPERATIONS_REPO = "acme/runbooks"

VERBS = ("Add", "Rework", "Speed up", "Simplify", "Harden", "Measure", "Document", "Test", "Migrate", "Clean up")
ENDS = (
    "",
    " for enterprise accounts",
    " in the new region",
    " behind a flag",
    " on the admin page",
    " after the audit",
    " for the partner API",
    " with three retries",
)
BUG_ENDS = (
    " fails on empty input",
    " shows a stale value",
    " times out at peak",
    " breaks with long names",
    " logs twice",
)

PROGRESS = (
    "First version is up, tests next.",
    "Found the cause: two writers race. Fixing it.",
    "Half of the cases are covered now.",
    "Waiting for a second pair of eyes.",
    "Numbers look good on staging.",
    "Split off the risky part, going on with the rest.",
    "Rolled out to one tenth of the traffic.",
    "Needs one more round with design.",
)
STEERING = (
    "On course, next check on Thursday.",
    "Two of the open points are settled.",
    "Scope is fixed for this month.",
    "Talked it through with support, nothing new.",
)
QUESTIONS = ("does anybody know why this was done so?", "can somebody have a look today?", "what is left here?")
REPLIES = ("On it.", "I saw this last week too.", "Yes, see the log of the night run.", "Let us pair on it at two.")
REVIEWS = ("Looks good, one question inside.", "Could we test the empty case?", "Nice and small. Approved.")
