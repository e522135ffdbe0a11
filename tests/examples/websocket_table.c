/* The cases. The numbers are those of the Autobahn test suite; x stands for what belongs together. */
#include "websocket_cases.h"

#define PROTOCOL "88:03ea" /* 1002 */
#define TEXT     "88:03ef" /* 1007 */
#define LARGE    "88:03f1" /* 1009 */

/* Three frames: a text, of which the second has a bit that is reserved, and a ping that is not answered. */
#define TEN(x) x " " x " " x " " x " " x " " x " " x " " x " " x " " x

/* Text that is well-formed, or not, whole and in two frames. */
#define GOOD(name, hex)                                            \
    {name " good", "81:" hex, "81:" hex, 0},                       \
    {                                                              \
        name " good, deflated", "C1:" hex, "C1:" hex, CASE_DEFLATE \
    }
#define BAD(name, hex)                                                          \
    {name " bad", "81:" hex, TEXT, 0}, {name " bad, open", "01:" hex, TEXT, 0}, \
    {                                                                           \
        name " bad, deflated", "C1:" hex, TEXT, CASE_DEFLATE                    \
    }
/* A good prefix, which only the end of the message makes bad. */
#define CUT(name, hex)                                       \
    {name " cut", "81:" hex, TEXT, 0},                       \
    {                                                        \
        name " cut, deflated", "C1:" hex, TEXT, CASE_DEFLATE \
    }

#define ECHO(name, size, flags)                                            \
    {name " text", "81:*" size, "81:*" size, flags},                       \
        {name " binary", "82:*" size, "82:*" size, flags},                 \
    {                                                                      \
        name " deflated", "C1:*" size, "C1:*" size, (flags) | CASE_DEFLATE \
    }

const ws_case ws_cases[] = {
    /* 1: sizes where the form of the length changes; 9: large ones; 12: the same compressed */
    ECHO("1.x.1 0", "0", 0),
    ECHO("1.x.2 125", "125", 0),
    ECHO("1.x.3 126", "126", 0),
    ECHO("1.x.4 127", "127", 0),
    ECHO("1.x.5 128", "128", 0),
    ECHO("1.x.6 65535", "65535", 0),
    ECHO("1.x.7 65536", "65536", 0),
    ECHO("9.x.2 256 KiB", "262144", 0),
    ECHO("9.x.3 1 MiB", "1048576", CASE_LONG),
    ECHO("9.x.4 4 MiB", "4194304", CASE_LONG),
    ECHO("9.x.6 16 MiB", "16777216", CASE_LONG),
    {"1.x past 16 MiB", "82:*16777217", LARGE, CASE_LONG},
    {"1.x a length of 2^62", "raw:81ff4000000000000000", LARGE, 0},
    {"1.x a length of 2^63", "raw:81ff8000000000000000", PROTOCOL, 0},
    {"1.x 5 bytes in the form of 126", "raw:81fe0005", PROTOCOL, 0},
    {"1.x 65535 bytes in the form of 127", "raw:81ff000000000000ffff", PROTOCOL, 0},
    {"1.x without a mask", "raw:810548656c6c6f", PROTOCOL, 0},

    /* 2: pings and pongs */
    {"2.1 a ping of nothing", "89:", "8a:", 0},
    {"2.2 a ping", "89:'Hello, world!'", "8a:'Hello, world!'", 0},
    {"2.3 a ping that is no text", "89:00fffefdfcfb00ff", "8a:00fffefdfcfb00ff", 0},
    {"2.4 a ping of 125", "89:*125", "8a:*125", 0},
    {"2.5 a ping of 126", "89:*126", PROTOCOL, 0},
    {"2.7 a pong of nothing", "8a:", "", 0},
    {"2.8 a pong", "8a:'unasked'", "", 0},
    {"2.9 a pong and a ping", "8a:'unasked' 89:'ping'", "8a:'ping'", 0},
    {"2.10 ten pings", TEN("89:'payload'"), TEN("8a:'payload'"), 0},

    /* 3: bits that are reserved */
    {"3.1 RSV3", "91:'Hello'", PROTOCOL, 0},
    {"3.2 RSV2 behind a text", "81:'Hello' a1:'Hello' 89:", "81:'Hello' " PROTOCOL, 0},
    {"3.3 RSV2 and 3", "81:'Hello' b1:'Hello' 89:", "81:'Hello' " PROTOCOL, 0},
    {"3.4 RSV1 that was not agreed on", "81:'Hello' c1:'Hello' 89:", "81:'Hello' " PROTOCOL, 0},
    {"3.5 RSV1 and 3", "d2:00ff", PROTOCOL, 0},
    {"3.6 RSV1 and 2 of a ping", "e9:'Hello'", PROTOCOL, 0},
    {"3.7 all of a close", "f8:", PROTOCOL, 0},
    {"3.x RSV1 of a ping, agreed on", "C9:'Hello'", PROTOCOL, CASE_DEFLATE},
    {"3.x RSV1 of a continuation", "01:'a' C0:'b'", PROTOCOL, CASE_DEFLATE},

    /* 4: opcodes that are reserved */
    {"4.1.1 3", "83:", PROTOCOL, 0},
    {"4.1.2 4", "84:'x'", PROTOCOL, 0},
    {"4.1.3 5", "81:'Hello' 85: 89:", "81:'Hello' " PROTOCOL, 0},
    {"4.1.4 6", "81:'Hello' 86:'x' 89:", "81:'Hello' " PROTOCOL, 0},
    {"4.1.5 7", "87:'x'", PROTOCOL, 0},
    {"4.2.1 11", "8b:", PROTOCOL, 0},
    {"4.2.2 12", "8c:'x'", PROTOCOL, 0},
    {"4.2.3 13", "81:'Hello' 8d: 89:", "81:'Hello' " PROTOCOL, 0},
    {"4.2.4 14", "81:'Hello' 8e:'x' 89:", "81:'Hello' " PROTOCOL, 0},
    {"4.2.5 15", "8f:'x'", PROTOCOL, 0},

    /* 5: messages in several frames */
    {"5.1 a ping in two frames", "09:'a' 80:'b'", PROTOCOL, 0},
    {"5.2 a pong in two frames", "0a:'a' 80:'b'", PROTOCOL, 0},
    {"5.3 a text in two", "01:'frag1' 80:'frag2'", "81:'frag1frag2'", 0},
    {"5.6 a ping between", "01:'frag1' 89:'ping' 80:'frag2'", "8a:'ping' 81:'frag1frag2'", 0},
    {"5.9 a continuation of nothing", "80:'x' 81:'Hello'", PROTOCOL, 0},
    {"5.12 an open one", "00:'x' 81:'Hello'", PROTOCOL, 0},
    {"5.15 a continuation too many", "01:'a' 80:'b' 00:'c' 81:'d'", "81:'ab' " PROTOCOL, 0},
    {"5.18 a text inside a text", "01:'a' 81:'b'", PROTOCOL, 0},
    {"5.x a binary inside a text", "01:'a' 02:'b'", PROTOCOL, 0},
    {"5.19 five frames, two pings", "01:'f1' 00:'f2' 89:'p1' 00:'f3' 00:'f4' 89:'p2' 80:'f5'",
     "8a:'p1' 8a:'p2' 81:'f1f2f3f4f5'", 0},
    {"5.x empty frames", "02: 00: 00:'x' 00: 80:", "82:'x'", 0},
    {"5.x empty frames of nothing", "01: 00: 80:", "81:", 0},
    {"5.x two messages", "01:'a' 80:'b' 02:'c' 80:'d'", "81:'ab' 82:'cd'", 0},
    {"9.3 large frames", "02:*60000 00:*600 00:*512 89:'p' 80:*70000", "8a:'p' 82:*131112", 0},
    {"10.1.1 cut by the sender", "01:*1300 " TEN("00:*1300") " 80:*36", "81:*14336", 0},

    /* 6: text */
    {"6.1.2 nothing, twice", "01: 00: 80:", "81:", 0},
    {"6.1.3 text in the middle", "01: 00:'middle' 80:", "81:'middle'", 0},
    {"6.2.2 cut between characters", "01:'Hello-'+c2b540 80:c39f+'-UTF-8!!'",
     "81:'Hello-'+c2b540c39f+'-UTF-8!!'", 0},
    {"6.2.3 every byte a frame", "01:ce 00:ba 00:e1 00:bd 00:b9 00:cf 00:83 00:ce 80:bc",
     "81:cebae1bdb9cf83cebc", 0},
    {"6.2.x a ping inside a character", "01:e2 89:'p' 00:82 8a: 80:ac", "8a:'p' 81:e282ac", 0},
    {"6.2.x four bytes in four frames", "01:f0 00:9f 00:98 80:80", "81:f09f9880", 0},
    GOOD("6.2.1", "48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a12d5554462d382121"),
    BAD("6.3.1", "cebae1bdb9cf83cebcceb5eda080656469746564"),
    {"6.3.2 cut at every byte", "01:ce 00:ba 00:e1 00:bd 00:b9 00:ed 00:a0 00:80 80:65", TEXT, 0},
    {"6.4.1 at once", "01:cebae1bdb9cf83cebcceb5 00:f4908080 89:'late'", TEXT, 0},
    {"6.4.2 at its first impossible byte", "01:cebae1bdb9cf83cebcceb5f4 00:90 89:'late'", TEXT, 0},
    GOOD("6.5", "cebae1bdb9cf83cebcceb5"),
    CUT("6.6.1", "ce"),
    GOOD("6.6.2", "ceba"),
    CUT("6.6.3", "cebae1"),
    CUT("6.6.4", "cebae1bd"),
    CUT("6.6.10", "cebae1bdb9cf83cebcce"),
    GOOD("6.7.1", "00"),
    GOOD("6.7.2", "c280"),
    GOOD("6.7.3", "e0a080"),
    GOOD("6.7.4", "f0908080"),
    BAD("6.8.1", "f888808080"),
    BAD("6.8.2", "fc8480808080"),
    GOOD("6.9.1", "7f"),
    GOOD("6.9.2", "dfbf"),
    GOOD("6.9.3", "efbfbf"),
    GOOD("6.9.4", "f48fbfbf"),
    BAD("6.10.1", "f7bfbfbf"),
    BAD("6.10.2", "fbbfbfbfbf"),
    GOOD("6.11.1", "ed9fbf"),
    GOOD("6.11.2", "ee8080"),
    GOOD("6.11.3", "efbfbd"),
    BAD("6.11.5", "f4908080"),
    BAD("6.12.1", "80"),
    BAD("6.12.2", "bf"),
    BAD("6.12.8", "80bf80bf80bfbe"),
    BAD("6.13.1", "c020c120c220"),
    BAD("6.13.2", "e020e120e220"),
    BAD("6.13.5", "fc20fd20"),
    CUT("6.14.1", "c2"),
    BAD("6.14.2", "e080"),
    CUT("6.14.3", "f09080"),
    BAD("6.14.6", "df20"),
    CUT("6.14.8", "f48fbf"),
    BAD("6.15.1", "c0e080f08080"),
    BAD("6.16.1", "fe"),
    BAD("6.16.2", "ff"),
    BAD("6.17.1", "c0af"),
    BAD("6.17.2", "e080af"),
    BAD("6.17.3", "f08080af"),
    BAD("6.18.1", "c1bf"),
    BAD("6.18.2", "e09fbf"),
    BAD("6.18.3", "f08fbfbf"),
    BAD("6.19.1", "c080"),
    BAD("6.19.2", "e08080"),
    BAD("6.20.1", "eda080"),
    BAD("6.20.7", "edbfbf"),
    BAD("6.21.1", "eda080edb080"),
    GOOD("6.22.1", "efbfbe"),
    GOOD("6.22.3", "f09fbfbe"),
    GOOD("6.23.1", "efbfb9efbfbaefbfbbefbfbcefbfbd"),

    /* 7: closing */
    {"7.1.1 a text and a close", "81:'Hello' 88:03e8", "81:'Hello' 88:03e8", 0},
    {"7.1.2 two closes", "88:03e8 88:03e9", "88:03e8", 0},
    {"7.1.3 a ping behind a close", "88:03e8 89:'late'", "88:03e8", 0},
    {"7.1.4 a text behind a close", "88:03e8 81:'late'", "88:03e8", 0},
    {"7.1.5 a close inside a text", "01:'a' 88:03e8 80:'b'", "88:03e8", 0},
    {"7.1.6 behind a large one", "82:*200000 88:03e8 89:", "82:*200000 88:03e8", 0},
    {"7.3.1 no code", "88:", "88:", 0},
    {"7.3.2 one byte", "88:03", PROTOCOL, 0},
    {"7.3.4 a reason", "88:03e8+'Hello World!'", "88:03e8", 0},
    {"7.3.5 a reason of 123", "88:03e8+*123", "88:03e8", 0},
    {"7.3.6 a reason of 124", "88:03e8+*124", PROTOCOL, 0},
    {"7.5.1 a reason that is no text", "88:03e8+cebae1bdb9cf83cebcceb5eda080", TEXT, 0},
    {"7.5.x a reason that is cut", "88:03e8+'x'+e282", TEXT, 0},
    {"7.5.x a reason of fewer bytes than its code", "88:03e8+ff", TEXT, 0},
    {"7.7.1 1000", "88:03e8", "88:03e8", 0},
    {"7.7.2 1001", "88:03e9", "88:03e9", 0},
    {"7.7.3 1002", "88:03ea", "88:03ea", 0},
    {"7.7.4 1003", "88:03eb", "88:03eb", 0},
    {"7.7.5 1007", "88:03ef", "88:03ef", 0},
    {"7.7.6 1008", "88:03f0", "88:03f0", 0},
    {"7.7.7 1009", "88:03f1", "88:03f1", 0},
    {"7.7.8 1010", "88:03f2", "88:03f2", 0},
    {"7.7.9 1011", "88:03f3", "88:03f3", 0},
    {"7.7.10 3000", "88:0bb8", "88:0bb8", 0},
    {"7.7.11 3999", "88:0f9f", "88:0f9f", 0},
    {"7.7.12 4000", "88:0fa0", "88:0fa0", 0},
    {"7.7.13 4999", "88:1387", "88:1387", 0},
    {"7.9.1 0", "88:0000", PROTOCOL, 0},
    {"7.9.2 999", "88:03e7", PROTOCOL, 0},
    {"7.9.3 1004", "88:03ec", PROTOCOL, 0},
    {"7.9.4 1005", "88:03ed", PROTOCOL, 0},
    {"7.9.5 1006", "88:03ee", PROTOCOL, 0},
    {"7.9.6 1015", "88:03f7", PROTOCOL, 0},
    {"7.9.7 1016", "88:03f8", PROTOCOL, 0},
    {"7.9.8 1100", "88:044c", PROTOCOL, 0},
    {"7.9.9 2000", "88:07d0", PROTOCOL, 0},
    {"7.9.10 2999", "88:0bb7", PROTOCOL, 0},
    {"7.13.1 5000", "88:1388", PROTOCOL, 0},
    {"7.13.2 65535", "88:ffff", PROTOCOL, 0},

    /* 12: compression */
    {"12.x messages that share a window", TEN("C1:'the same text again and again'"),
     TEN("C1:'the same text again and again'"), CASE_DEFLATE},
    {"12.x some compressed, some not", "C1:'one' 81:'two' C2:'three' 82:'four'",
     "C1:'one' 81:'two' C2:'three' 82:'four'", CASE_DEFLATE},
    {"12.x in three frames", "41/3:'a text in three frames' 42/5:*3000",
     "C1:'a text in three frames' C2:*3000", CASE_DEFLATE},
    {"12.x a block that calls itself the last", "raw:c18800000000f348cdc9c9070000 raw:818000000000",
     "C1:'Hello' 81:", CASE_DEFLATE},
    {"12.x a stored block", "raw:c18b00000000000500faff+'Hello'+00", "C1:'Hello'", CASE_DEFLATE},
    {"12.x nothing", "C1: C2: C1:'x'", "C1: C2: C1:'x'", CASE_DEFLATE},
    {"12.x what is no deflate", "raw:c18400000000ffffffff", TEXT, CASE_DEFLATE},
    {"12.x a window that is not there", "raw:c185000000004a04da0100", TEXT, CASE_DEFLATE},
};
const size_t n_ws_cases = sizeof(ws_cases) / sizeof(ws_cases[0]);
