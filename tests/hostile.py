"""Text that has broken other programs: every field takes it whole or refuses it in words."""

FORMULAS = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    '=HYPERLINK("http://example.invalid","x")',
    "'=1+1",
    "''@x",
)
WORDS = (
    *FORMULAS,
    'say "hello", twice; or not',
    "'; DROP TABLE product; --",
    "<r><t>bold</t></r>",
    "<b>&amp;</b> ]]> %s {name}",
    "_x0041_ stays",
    "http://example.invalid/not-a-link",
    "NULL",
    "None",
    "1e5",
    "000123",
    "1234567890123456789",
    "TRUE",
    "2025-01-02",
    "Crème brûlée",
    "e\u0301 o\u0308 combining",
    "👩\u200d👩\u200d👧 family, 🏳\ufe0f\u200d🌈",
    "العربية \u200f and back",
    "日本語 ไทย हिन्दी",
    "zero\u200cwidth",
    "\\N \\t C:\\new",
)
LINES = ("one\ntwo", "one\r\ntwo", "tab\there", "\ttab first", "\rreturn first", "\n=1+1")
BROKEN = (
    "nul\x00inside",
    "half \ud83d pair",
    "bell\x07 \x1b[31mred\x1b[0m",
    "\u202eevil",
    "\ufffe",
)
LONG = "0123456789" * 1000
EVERY = (*WORDS, *LINES, *BROKEN, LONG)
