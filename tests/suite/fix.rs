//! `comity check --fix`: what is mended, what is left, what is written.

use std::fs;

use crate::cli::Folder;

const MISSPELT: &str = "\
kind State
kind Ship
action board(Ship)
norm visit {
  Sttae may board(Ship)
}
";

const UNNEEDED: &str = "\
kind State
kind Ship
action board(Ship)
norm visit {
  State may board(Ship)
  allow duty-against-ban because \"settled in the annex\"
}
";

fn text(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.0.join(name)).expect("the file is there")
}

#[test]
fn a_misspelt_name_is_mended_only_where_somebody_looks_at_it() {
    let folder = Folder::new("fix_name").file("a.norm", MISSPELT);
    let run = folder.run(&["check", "--fix"]).ends(1);
    assert!(run.out.contains("did you mean `State`?"), "{}", run.out);
    assert_eq!(text(&folder, "a.norm"), MISSPELT, "which name was meant is a guess");
    let run = folder.run(&["check", "--unsafe-fixes"]).ends(0);
    assert_eq!(text(&folder, "a.norm"), MISSPELT.replace("Sttae", "State"));
    assert!(run.err.starts_with("fixed a.norm:5: rename to `State`\n"), "{}", run.err);
    assert!(run.err.ends_with("checked 1 norm in 1 file: no findings\n"), "{}", run.err);
}

#[test]
fn what_is_left_out_of_the_report_is_not_mended() {
    let text_of = |more: &str| {
        format!(
            "kind Firm, Rec\naction sell(Rec)\nnorm duty {{ Firm must sell(Rec) }}\n\
             fact old(Rec)\nnorm ban {{ Firm must not sell(Rec) when old(Rec) }}\n{more}"
        )
    };
    let folder = Folder::new("fix_known").file("a.norm", text_of(""));
    folder.run(&["baseline", "write"]).ends(0);
    folder.run(&["check", "--unsafe-fixes", "--baseline", "comity.baseline"]).ends(0);
    assert_eq!(text(&folder, "a.norm"), text_of(""));
    // What is new is mended, and nothing else is.
    let new = "fact torn(Rec)\nnorm torn_ban { Firm must not sell(Rec) when torn(Rec) }\n";
    let folder = folder.file("a.norm", text_of(new));
    folder.run(&["check", "--unsafe-fixes", "--baseline", "comity.baseline"]).ends(0);
    let mended = text(&folder, "a.norm");
    assert!(mended.contains("norm ban { Firm must not sell(Rec) when old(Rec) }\n"), "{mended}");
    assert_ne!(mended, text_of(new));
}

#[test]
fn a_pack_with_a_hyphen_in_its_name_is_put_in_quotes() {
    let text_of = |pack: &str| format!("use {pack}\nkind Own\nfact is_own(Own)\n");
    let folder = Folder::new("fix_use").file("a.norm", text_of("erasure-retention"));
    let run = folder.run(&["check"]).ends(1);
    assert!(run.out.contains("stands in quotes: `use \"erasure-retention\"`"), "{}", run.out);
    folder.run(&["check", "--unsafe-fixes", "--exit-zero"]).ends(0);
    assert_eq!(text(&folder, "a.norm"), text_of("\"erasure-retention\""));
}

#[test]
fn numbers_in_words_and_words_for_how_often_are_mended_where_nothing_else_can_be_meant() {
    let text = "kind Tenant, Rent\nevent due(Rent)\naction pay(Rent)\n\
                norm a { Tenant must pay(Rent) within thirty (30) days of due(Rent) }\n\
                norm b { Tenant must pay(Rent) annually }\n\
                norm c { Tenant may pay(Rent) annually }\n";
    let folder = Folder::new("fix_words").file("a.norm", text);
    folder.run(&["check", "--fix"]).ends(1);
    let mended = text.replace("thirty (30)", "30");
    let mended = mended.replacen("annually", "every 1 year", 1);
    assert_eq!(self::text(&folder, "a.norm"), mended);
}

#[test]
fn an_allow_that_is_not_needed_goes_with_its_line() {
    let folder = Folder::new("fix_allow").file("a.norm", UNNEEDED);
    folder.run(&["check", "--fix"]).ends(0);
    let line = "  allow duty-against-ban because \"settled in the annex\"\n";
    assert_eq!(text(&folder, "a.norm"), UNNEEDED.replace(line, ""));
}

/// So many pairs of norms that clash where a record is secret.
fn pairs(count: usize) -> String {
    let pair = |number| {
        format!(
            "action sell{number}(Rec)\nnorm s{number} {{ Firm must sell{number}(Rec) }}\n\
             norm t{number} {{ Firm must not sell{number}(Rec) when secret(Rec) }}\n"
        )
    };
    let pairs: String = (0..count).map(pair).collect();
    format!("kind Firm, Rec\nfact secret(Rec)\n{pairs}")
}

#[test]
fn repairs_of_what_has_nothing_to_do_with_each_other_are_all_made() {
    // More in one set than get repairs at once, and namesakes in others, of which one has no repair.
    let same = "kind Firm, Rec\naction sell0(Rec)\nnorm s0 { Firm must sell0(Rec) }\n\
                norm t0 { Firm must not sell0(Rec) }\n";
    let folder = Folder::new("fix_many")
        .file("a/a.norm", pairs(14))
        .file("b/b.norm", pairs(1))
        .file("c/c.norm", same)
        .file("d/d.norm", pairs(1));
    let run = folder.run(&["check", "--unsafe-fixes", "-o", "concise"]).ends(1);
    let told: Vec<&str> = run.out.lines().collect();
    assert!(told.len() == 1 && told[0].starts_with("c/c.norm:"), "{}", run.out);
    assert_eq!(run.err.matches("fixed ").count(), 16, "{}", run.err);
    assert_eq!(text(&folder, "c/c.norm"), same);
    assert_eq!(text(&folder, "a/a.norm").matches(" subject to t").count(), 14);
}

#[test]
fn a_diff_shows_the_change_and_writes_nothing() {
    let folder = Folder::new("fix_diff").file("a.norm", UNNEEDED);
    let run = folder.run(&["check", "--diff"]).ends(1);
    assert_eq!(text(&folder, "a.norm"), UNNEEDED);
    assert!(run.out.contains("-  allow duty-against-ban"), "{}", run.out);
    folder.run(&["check", "--fix"]).ends(0);
    assert_eq!(folder.run(&["check", "--diff"]).ends(0).out, "");
}

#[test]
fn files_that_are_only_used_are_left_alone() {
    let folder = Folder::new("fix_used")
        .file("words.norm", MISSPELT)
        .file("laws/law.norm", "use \"../words.norm\"\n");
    folder.run(&["check", "--unsafe-fixes", "laws"]).ends(1);
    assert_eq!(text(&folder, "words.norm"), MISSPELT);
}

#[test]
fn standard_input_is_shown_mended_and_never_written() {
    let folder = Folder::new("fix_stdin").file("stdin.norm", "kind Other\n");
    let run = folder.run_with(&["check", "-", "--fix"], UNNEEDED, &[]).ends(2);
    assert!(run.err.contains("standard input cannot be written to"), "{}", run.err);
    let shown = folder.run_with(&["check", "-", "--diff"], UNNEEDED, &[]).ends(1);
    assert!(shown.out.contains("-  allow duty-against-ban"), "{}", shown.out);
    assert_eq!(text(&folder, "stdin.norm"), "kind Other\n");
}

#[test]
fn what_cannot_be_mended_is_told_as_ever() {
    let folder = Folder::new("fix_nothing").file("a.norm", "use nowhere_at_all\n");
    let run = folder.run(&["check", "--fix"]).ends(1);
    assert!(run.out.contains("error[C121]"), "{}", run.out);
}

#[test]
fn two_versions_that_could_not_be_merged_are_told_once_and_left_as_they_are() {
    let marks = ["<", "|", "=", ">"].map(|sign| sign.repeat(7));
    let [ours, base, middle, theirs] = &marks;
    let text_of = |end: &str| {
        format!(
            "kind File, Office\naction release(File)\naction keep(File)\nnorm s1 {{{end}{ours} HEAD{end}  \
             Office must release(File){end}{base} base{end}  Office may keep(File){end}{middle}{end}  \
             Office must not release(File){end}{theirs} topic{end}}}\n\
             norm s2 {{ Office must keep(File) }}\nnorm s3 {{ Office must not keep(File) }}\n"
        )
    };
    for end in ["\n", "\r\n"] {
        let whole = text_of(end);
        let folder = Folder::new("fix_merge").file("a.norm", &whole);
        let run = folder.run(&["check", "--unsafe-fixes", "-o", "concise"]).ends(1);
        let told: Vec<&str> = run.out.lines().collect();
        assert_eq!(told.len(), 2, "{}", run.out);
        assert!(told[0].contains("two versions of the text stand here"), "{}", run.out);
        assert!(told[1].contains("C201"), "{}", run.out);
        let left = text(&folder, "a.norm");
        let kept =
            |sign: &String| left.lines().any(|line| line.trim_end().starts_with(sign.as_str()));
        assert!(marks.iter().all(kept), "{left}");
        let laid = folder.run(&["fmt"]).ends(2);
        assert!(laid.err.contains("left as it is"), "{}", laid.err);
    }
}

/// Old files end lines with a return alone.
#[test]
fn a_fix_leaves_the_line_ends_of_all_that_it_does_not_mend() {
    let old = "kind Person, Letter\r\r\naction open(Letter)\nnorm x {\n  Person may open(Letter)\r  allow C205 \
               because \"y\"\n}\r";
    let folder = Folder::new("fix-returns").file("a.norm", old);
    folder.run(&["check", "--fix"]);
    let now = std::fs::read_to_string(folder.0.join("a.norm")).expect("it was written");
    assert_eq!(now, old.replace("  allow C205 because \"y\"\n", ""));
}
