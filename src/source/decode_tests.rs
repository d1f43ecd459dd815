use super::*;

const RUSSIAN: &str =
    "Сегодня в городе прошла конференция.\nУчёные рассказали о новых открытиях, а жители задали вопросы.\n";
const JAPANESE: &str =
    "今日は市内で会議が開かれました。\n研究者たちは新しい発見について話し、多くの質問に答えました。\n";
const CHINESE: &str = "今天市里举行了一次会议。\n研究人员介绍了新的发现，并回答了许多问题。\n";
const KOREAN: &str =
    "오늘 시내에서 회의가 열렸습니다.\n연구자들은 새로운 발견에 대해 이야기하고 질문에 답했습니다.\n";
const GERMAN: &str = "Die Gäste kamen über die Brücke.\n„Schön“, sagte er – und ging.\n";
const ARABIC: &str = "انعقد اليوم مؤتمر في المدينة.\nوتحدث العلماء عن اكتشافات جديدة.\n";
const HINDI: &str = "आज शहर में एक सम्मेलन हुआ।\nवैज्ञानिकों ने नई खोजों के बारे में बताया।\n";
const ALL: [&str; 7] = [RUSSIAN, JAPANESE, CHINESE, KOREAN, GERMAN, ARABIC, HINDI];

fn text(bytes: &[u8]) -> (String, String) {
    let decoded = decode(bytes.to_vec(), Format::Text);
    (decoded.text, decoded.note.unwrap_or_default())
}

fn html(bytes: &[u8]) -> (String, String) {
    let decoded = decode(bytes.to_vec(), Format::Html);
    (decoded.text, decoded.note.unwrap_or_default())
}

fn utf16(text: &str, big_endian: bool) -> Vec<u8> {
    let order = if big_endian { u16::to_be_bytes } else { u16::to_le_bytes };
    text.encode_utf16().flat_map(order).collect()
}

fn encoded(text: &str, label: &str) -> Vec<u8> {
    let (bytes, _, errors) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
    assert!(!errors, "{label}");
    bytes.into_owned()
}

#[test]
fn plain_utf8_is_left_alone_and_not_copied() {
    for whole in ALL.into_iter().chain(["", "x", "\0", "\n", "A text with a stray \0 in it, as dumps have."])
    {
        assert_eq!(text(whole.as_bytes()), (whole.to_owned(), String::new()));
    }
    let bytes = GERMAN.as_bytes().to_vec();
    let place = bytes.as_ptr();
    assert_eq!(decode(bytes, Format::Text).text.as_ptr(), place);
}

#[test]
fn byte_order_marks_count_and_go() {
    for whole in ALL.into_iter().chain(["", "x"]) {
        let marked = format!("\u{feff}{whole}");
        let whole = whole.to_owned();
        assert_eq!(text(marked.as_bytes()), (whole.clone(), "UTF-8 (byte order mark)".to_owned()));
        assert_eq!(text(&utf16(&marked, false)), (whole.clone(), "UTF-16LE (byte order mark)".to_owned()));
        assert_eq!(text(&utf16(&marked, true)), (whole.clone(), "UTF-16BE (byte order mark)".to_owned()));
        let utf32: Vec<u8> = marked.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        assert_eq!(text(&utf32), (whole, "UTF-32BE (byte order mark)".to_owned()));
    }
}

#[test]
fn utf16_and_utf32_are_known_without_a_mark() {
    for whole in ALL.into_iter().chain(["Plain English.\n", "a", "A 😀 and more of it\n", "Hi"]) {
        let whole = whole.to_owned();
        assert_eq!(text(&utf16(&whole, false)), (whole.clone(), "UTF-16LE (detected)".to_owned()));
        assert_eq!(text(&utf16(&whole, true)), (whole.clone(), "UTF-16BE (detected)".to_owned()));
        let utf32: Vec<u8> = whole.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        assert_eq!(text(&utf32), (whole, "UTF-32LE (detected)".to_owned()));
    }
    let mut odd = utf16("Cut in the middle", false);
    odd.pop();
    let note = "UTF-16LE (detected) with 1 unreadable character";
    assert_eq!(text(&odd), ("Cut in the middl\u{fffd}".to_owned(), note.to_owned()));
}

#[test]
fn binaries_are_no_utf16() {
    assert_eq!(Wide::detect(b"ab\0cd"), None);
    assert_eq!(Wide::detect(&[0; 100]), None);
    assert_eq!(Wide::detect(&(0..=255).collect::<Vec<u8>>()), None);
    let numbers: Vec<u8> = (0..2000_u32).flat_map(u32::to_le_bytes).collect();
    assert_eq!(Wide::detect(&numbers), None);
}

#[test]
fn legacy_encodings_are_detected() {
    for (whole, label, name) in [
        (GERMAN, "windows-1252", "windows-1252"),
        (JAPANESE, "shift_jis", "Shift_JIS"),
        (JAPANESE, "euc-jp", "EUC-JP"),
        (JAPANESE, "iso-2022-jp", "ISO-2022-JP"),
        (CHINESE, "gbk", "GBK"),
        (KOREAN, "euc-kr", "EUC-KR"),
        (RUSSIAN, "windows-1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "KOI8-U"),
        (RUSSIAN, "ibm866", "IBM866"),
        (ARABIC, "windows-1256", "windows-1256"),
    ] {
        let expected = (whole.to_owned(), format!("{name} (detected)"));
        assert_eq!(text(&encoded(whole, label)), expected);
        // What comes before in plain ASCII makes no difference.
        let late = format!("{}{whole}", "Plain text.\n".repeat(9000));
        assert_eq!(text(&encoded(&late, label)), (late, format!("{name} (detected)")));
    }
    assert_eq!(text(b"caf\xe9"), ("café".to_owned(), "windows-1252 (detected)".to_owned()));
    assert_eq!(text(b"\xe9"), ("é".to_owned(), "windows-1252 (detected)".to_owned()));
    let coloured = "\u{1b}[31mred\u{1b}[0m and a price: \u{1b}$5";
    assert_eq!(text(coloured.as_bytes()), (coloured.to_owned(), String::new()));
}

#[test]
fn nearly_utf8_is_utf8_and_says_what_is_broken() {
    let mut bytes = GERMAN.repeat(30).into_bytes();
    bytes.splice(1204..1204, *b"\xff");
    bytes.extend(b"\xe2\x80");
    let (decoded, note) = text(&bytes);
    assert_eq!(note, "UTF-8 with 3 broken bytes, the first at byte 1,204");
    assert_eq!(decoded.matches('\u{fffd}').count(), 2);
    assert_eq!(
        text("Grüße \u{1F600}".as_bytes().split_last().unwrap().1).1,
        "UTF-8 with 3 broken bytes, the first at byte 8"
    );
    assert_eq!(text(b"\xef\xbb\xbfcaf\xe9").1, "UTF-8 with 1 broken byte, at byte 6");
}

#[test]
fn a_page_declares_its_encoding() {
    for declaration in [
        "<meta charset=windows-1251>",
        "<META CHARSET = 'Windows-1251'/>",
        "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1251\">",
        "<?xml version=\"1.0\" encoding=\"windows-1251\"?>",
        "<!-- <meta charset=koi8-r> --><meta name=x><meta charset=\"cp1251\">",
    ] {
        let page = format!("{declaration}<html><p>Ёлка");
        assert_eq!(html(&encoded(&page, "windows-1251")), (page, "windows-1251 (declared)".to_owned()));
    }
    let page = "<meta charset=windows-1251><p>Ёлка";
    assert_ne!(text(&encoded(page, "windows-1251")).1, "windows-1251 (declared)", "text declares nothing");
}

#[test]
fn a_wrong_declaration_is_seen_through() {
    let page = format!("<meta charset=iso-8859-1><p>{GERMAN}");
    assert_eq!(html(page.as_bytes()), (page, "UTF-8, although the page declares windows-1252".to_owned()));
    let page = format!("<meta charset=utf-8><p>{RUSSIAN}");
    assert_eq!(html(&encoded(&page, "windows-1251")), (page, "windows-1251 (detected)".to_owned()));
    let page = format!("<meta charset=shift_jis><p>{JAPANESE}");
    let note = "EUC-JP (detected, although the page declares Shift_JIS)";
    assert_eq!(html(&encoded(&page, "euc-jp")), (page, note.to_owned()));
    let page = "<meta charset=iso-8859-1><p>ASCII";
    assert_eq!(html(page.as_bytes()), (page.to_owned(), String::new()));
    let page = "<meta charset=utf-16><meta charset=no-such><p>ASCII";
    assert_eq!(html(page.as_bytes()), (page.to_owned(), String::new()));
}
