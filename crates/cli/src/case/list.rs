use dunant::exchange::page::{faint, left, plain, strong};
use serde::Serialize;

use crate::arguments::{Format, HomeOption, Terminal};
use crate::complaint::Complaint;
use crate::home;
use crate::output::{Outcome, render_list, write_out};

#[derive(Serialize)]
struct Listed {
    case: String,
    title: String,
    stage: &'static str,
    round: u32,
}

pub(super) fn list(option: &HomeOption, format: Format, terminal: &Terminal) -> Result<Outcome, Complaint> {
    let (home, now) = (home::open(option)?, home::this_moment()?);
    let mut listed = Vec::new();
    for case in home.cases()? {
        let proceeding = home.proceeding(&case)?;
        let title = proceeding.referral().map(|referral| referral.what.title.clone()).unwrap_or_default();
        let round = proceeding.round().map_or(0, |round| round.number);
        listed.push(Listed { case: case.to_string(), title, stage: proceeding.stage(now).word(), round });
    }
    let width = listed.iter().map(|case| case.case.len()).max().unwrap_or(0).max(4) + 2;
    let text = render_list("dunant.cases/1", &listed, format, terminal, |page| {
        if listed.is_empty() {
            page.paragraph(0, &[plain("No case was referred yet.")]);
        }
        for case in &listed {
            let columns = [left(width), left(14), left(page.width().saturating_sub(width + 14))];
            page.row(0, &columns, &[vec![strong(&*case.case)], vec![plain(case.stage)], vec![plain(&*case.title)]]);
        }
        page.blank();
        page.paragraph(0, &[faint("One in full: `dunant case show CASE`.")]);
    })?;
    write_out(&text)?;
    Ok(Outcome::Done)
}
