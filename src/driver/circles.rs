//! Circles among files that use each other.

/// Every circle, as the places `(file, edge)` that lead round it. `edges[file][edge]` is the file that is used.
/// Walks each edge once, so circles that share edges are told once.
pub(super) fn circles(edges: &[Vec<Option<usize>>]) -> Vec<Vec<(usize, usize)>> {
    let mut found = Vec::new();
    let mut done = vec![false; edges.len()];
    let mut place_on_path = vec![None; edges.len()];
    for start in 0..edges.len() {
        if done[start] {
            continue;
        }
        let mut path = vec![(start, 0)];
        place_on_path[start] = Some(0);
        // When a file is popped, its user looks at the same edge again, finds it done, and moves on.
        while let Some(&(file, edge)) = path.last() {
            let Some(&target) = edges[file].get(edge) else {
                path.pop();
                (place_on_path[file], done[file]) = (None, true);
                continue;
            };
            if let Some(target) = target {
                if let Some(place) = place_on_path[target] {
                    found.push(path[place..].to_vec());
                } else if !done[target] {
                    place_on_path[target] = Some(path.len());
                    path.push((target, 0));
                    continue;
                }
            }
            path.last_mut().expect("the path holds this file").1 += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_uses_itself_is_a_circle_of_one() {
        assert_eq!(circles(&[vec![Some(0)]]), [vec![(0, 0)]]);
    }

    #[test]
    fn a_circle_of_two_is_told_once() {
        assert_eq!(circles(&[vec![Some(1)], vec![None, Some(0)]]), [vec![(0, 0), (1, 1)]]);
    }

    #[test]
    fn a_diamond_is_no_circle() {
        let edges = [vec![Some(1), Some(2)], vec![Some(3)], vec![Some(3)], vec![]];
        assert!(circles(&edges).is_empty());
    }
}
