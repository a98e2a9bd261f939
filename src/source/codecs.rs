//! The names Python gives to encodings: each codec, then `encodings.aliases` of CPython 3.11, as normalized there.

use encoding_rs as rs;

/// Byte = code point.
pub(super) const LATIN1: &str =
    "latin_1 8859 cp819 csisolatin1 ibm819 iso8859 iso8859_1 iso_8859_1_1987 iso_ir_100 l1 latin latin1";

/// Bytes below 128.
pub(super) const ASCII: &str = "ascii 646 ansi_x3.4_1968 ansi_x3.4_1986 ansi_x3_4_1968 cp367 csascii ibm367 iso646_us iso_646.irv_1991 iso_ir_6 us us_ascii";

/// A codec's names, and the table of the web that agrees with it. Where the web knows more characters than Python does,
/// Python itself is the one to complain.
pub(super) const TABLES: &[(&str, &rs::Encoding)] = &[
    ("cp866 866 csibm866 ibm866", rs::IBM866),
    ("iso8859_2 csisolatin2 iso_8859_2 iso_8859_2_1987 iso_ir_101 l2 latin2", rs::ISO_8859_2),
    ("iso8859_3 csisolatin3 iso_8859_3 iso_8859_3_1988 iso_ir_109 l3 latin3", rs::ISO_8859_3),
    ("iso8859_4 csisolatin4 iso_8859_4 iso_8859_4_1988 iso_ir_110 l4 latin4", rs::ISO_8859_4),
    ("iso8859_5 csisolatincyrillic cyrillic iso_8859_5 iso_8859_5_1988 iso_ir_144", rs::ISO_8859_5),
    ("iso8859_6 arabic asmo_708 csisolatinarabic ecma_114 iso_8859_6 iso_8859_6_1987 iso_ir_127", rs::ISO_8859_6),
    ("iso8859_7 csisolatingreek ecma_118 elot_928 greek greek8 iso_8859_7 iso_8859_7_1987 iso_ir_126", rs::ISO_8859_7),
    ("iso8859_8 csisolatinhebrew hebrew iso_8859_8 iso_8859_8_1988 iso_ir_138", rs::ISO_8859_8),
    ("iso8859_10 csisolatin6 iso_8859_10 iso_8859_10_1992 iso_ir_157 l6 latin6", rs::ISO_8859_10),
    ("iso8859_13 iso_8859_13 l7 latin7", rs::ISO_8859_13),
    ("iso8859_14 iso_8859_14 iso_8859_14_1998 iso_celtic iso_ir_199 l8 latin8", rs::ISO_8859_14),
    ("iso8859_15 iso_8859_15 l9 latin9", rs::ISO_8859_15),
    ("iso8859_16 iso_8859_16 iso_8859_16_2001 iso_ir_226 l10 latin10", rs::ISO_8859_16),
    ("koi8_r cskoi8r", rs::KOI8_R),
    ("koi8_u", rs::KOI8_U),
    ("mac_roman macintosh macroman", rs::MACINTOSH),
    ("mac_cyrillic maccyrillic", rs::X_MAC_CYRILLIC),
    ("cp874", rs::WINDOWS_874),
    ("cp1250 1250 windows_1250", rs::WINDOWS_1250),
    ("cp1251 1251 windows_1251", rs::WINDOWS_1251),
    ("cp1252 1252 windows_1252", rs::WINDOWS_1252),
    ("cp1253 1253 windows_1253", rs::WINDOWS_1253),
    ("cp1254 1254 windows_1254", rs::WINDOWS_1254),
    ("cp1255 1255 windows_1255", rs::WINDOWS_1255),
    ("cp1256 1256 windows_1256", rs::WINDOWS_1256),
    ("cp1257 1257 windows_1257", rs::WINDOWS_1257),
    ("cp1258 1258 windows_1258", rs::WINDOWS_1258),
    ("gb18030 gb18030_2000", rs::GB18030),
    ("gbk 936 cp936 ms936", rs::GBK),
    (
        "gb2312 chinese csiso58gb231280 euc_cn euccn eucgb2312_cn gb2312_1980 gb2312_80 iso_ir_58 x_mac_simp_chinese",
        rs::GBK,
    ),
    ("big5 big5_tw csbig5 x_mac_trad_chinese", rs::BIG5),
    ("big5hkscs big5_hkscs hkscs", rs::BIG5),
    ("cp950 950 ms950", rs::BIG5),
    ("euc_jp eucjp u_jis ujis", rs::EUC_JP),
    ("iso2022_jp csiso2022jp iso2022jp iso_2022_jp", rs::ISO_2022_JP),
    ("shift_jis csshiftjis s_jis shiftjis sjis x_mac_japanese", rs::SHIFT_JIS),
    ("cp932 932 ms932 ms_kanji mskanji", rs::SHIFT_JIS),
    ("euc_kr euckr korean ks_c_5601 ks_c_5601_1987 ks_x_1001 ksc5601 ksx1001 x_mac_korean", rs::EUC_KR),
    ("cp949 949 ms949 uhc", rs::EUC_KR),
];
