//! Plans: one way to respect each duty.

use super::behaviour::Task;
use super::demand::Offer;
use super::moments::Moments;
use super::{Answer, World};

/// Of so many plans each is tried as a whole.
const FEW_PLANS: usize = 16;

impl World<'_> {
    // One offer for each duty, in all combinations. Of many, those that begin with what cannot be respected are left out.
    pub(super) fn plans(
        &self,
        task: Task<'_>,
        visit: &mut dyn FnMut(Moments) -> bool,
    ) -> Answer<bool> {
        let demand = task.demand;
        // What one duty asks for may be what closes the window of another in time.
        let closing = |offer: &Offer| offer.closes.is_some();
        let closes = !demand.ends.is_empty() || demand.duties.iter().flatten().any(closing);
        let mut ahead = vec![1_usize];
        for offers in demand.duties.iter().rev() {
            ahead.push(ahead[ahead.len() - 1].saturating_mul(offers.len()));
        }
        ahead.reverse();
        let mut open: Vec<Vec<&Offer>> = vec![Vec::new()];
        while let Some(plan) = open.pop() {
            let Some(offers) = demand.duties.get(plan.len()) else {
                if self.is_tried(&plan, task, visit)? {
                    return Ok(true);
                }
                continue;
            };
            let many = ahead[plan.len()] > FEW_PLANS && !plan.is_empty() && !closes;
            if many && !self.is_tried(&plan, task, &mut |_| true)? {
                continue;
            }
            open.extend(offers.iter().rev().map(|offer| [plan.as_slice(), &[offer]].concat()));
        }
        Ok(false)
    }

    fn is_tried(
        &self,
        plan: &[&Offer],
        task: Task<'_>,
        visit: &mut dyn FnMut(Moments) -> bool,
    ) -> Answer<bool> {
        self.choose(1)?;
        let (system, moment) = self.system(plan, task)?;
        self.solve_while_open(system, moment, task.probe, task.never, visit)
    }
}
