//! The check of promise P-12.

use crate::agree::{STEP, Tally, look, newest};
use futures_util::future::BoxFuture;
use kernel::{By, Fault};
use room::{Check, CheckContext, Finding};
use std::time::Duration;

pub(crate) static CHECKS: &[Check] = &[Check {
    name: "leaves-agree",
    promise: "P-12",
    measures: "holds every leaf of the audit log against the event, actor, object, fields and detail that it commits to",
    fails_on: "a row of the stream that was changed, taken out or slipped in behind the back",
    max_age: Duration::from_hours(24),
    per_tenant: true,
    run,
}];

fn run(context: CheckContext) -> BoxFuture<'static, Finding> {
    Box::pin(async move {
        match measure(&context).await {
            Ok(Some(tally)) => finding(&tally),
            Ok(None) => Finding::unmeasured("no tenant to look at"),
            Err(fault) => Finding::unmeasured(format!("the log could not be read: {fault}")),
        }
    })
}

/// Step by step, so that no read takes long and people's reads come in between.
async fn measure(context: &CheckContext) -> Result<Option<Tally>, Fault> {
    let Some(door) = &context.door else { return Ok(None) };
    let ambient = &context.house.ambient;
    let by = By::room("audit", ambient.request());
    let newest = door.read(by.clone(), ambient.now(), newest).await?;
    let mut tally = Tally::default();
    let mut after = 0;
    while after < newest {
        tally.join(door.read(by.clone(), ambient.now(), move |view| look(view, after, newest)).await?);
        after += STEP;
    }
    Ok(Some(tally))
}

fn finding(tally: &Tally) -> Finding {
    let Tally { sound, erased, broken, first } = tally;
    if *broken == 0 {
        return Finding::kept(format!("{} leaves agree with their rows; the details of {erased} of them were erased", sound + erased));
    }
    let told: Vec<String> = first.iter().map(|(seq, what)| format!("{seq}: {what}")).collect();
    Finding::broken(format!("{broken} of {} leaves do not agree with their rows; {}", sound + erased + broken, told.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use room::Verdict;
    use store::leaf::LeafFinding;

    #[test]
    fn findings_are_counted_and_the_first_ones_told() {
        let mut tally = Tally::default();
        tally.add(1, &LeafFinding::Sound);
        tally.add(2, &LeafFinding::Erased);
        assert_eq!(finding(&tally), Finding::kept("2 leaves agree with their rows; the details of 1 of them were erased"));
        for seq in 3..10 {
            let mut one = Tally::default();
            one.add(seq, &LeafFinding::Changed("actor"));
            tally.join(one);
        }
        let found = finding(&tally);
        assert_eq!(found.verdict, Verdict::Broken);
        assert_eq!(found.measured, "7 of 9 leaves do not agree with their rows; 3: actor, 4: actor, 5: actor, 6: actor, 7: actor");
    }
}
