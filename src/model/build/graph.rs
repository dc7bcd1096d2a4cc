//! Circles in a directed graph, without recursion. Knows nothing of what the nodes are.

use std::collections::VecDeque;

/// A graph whose nodes are numbers and whose edges carry a mark (where they are written, say).
#[derive(Debug, Default)]
pub(super) struct Graph<M> {
    edges: Vec<Vec<(usize, M)>>,
}

/// What hangs on what, worked out once.
pub(super) struct Components {
    /// Components in such an order that what a node leads to comes before it.
    pub(super) groups: Vec<Vec<usize>>,
    of: Vec<usize>,
}

impl<M: Copy> Graph<M> {
    /// A graph of so many nodes, without edges.
    pub(super) fn new(nodes: usize) -> Self {
        Graph { edges: (0..nodes).map(|_| Vec::new()).collect() }
    }

    /// Adds a node and gives its number.
    pub(super) fn node(&mut self) -> usize {
        self.edges.push(Vec::new());
        self.edges.len() - 1
    }

    /// Adds an edge.
    pub(super) fn edge(&mut self, from: usize, to: usize, mark: M) {
        self.edges[from].push((to, mark));
    }

    /// Strongly connected components (Tarjan), what is led to first.
    pub(super) fn components(&self) -> Components {
        const UNSEEN: usize = usize::MAX;
        let count = self.edges.len();
        let (mut index, mut low) = (vec![UNSEEN; count], vec![0; count]);
        let mut on_stack = vec![false; count];
        let (mut stack, mut next) = (Vec::new(), 0);
        let mut result = Components { groups: Vec::new(), of: vec![UNSEEN; count] };
        for root in 0..count {
            if index[root] != UNSEEN {
                continue;
            }
            let mut calls = vec![(root, 0)];
            while let Some(&mut (node, ref mut edge)) = calls.last_mut() {
                if index[node] == UNSEEN {
                    (index[node], low[node]) = (next, next);
                    next += 1;
                    stack.push(node);
                    on_stack[node] = true;
                }
                if let Some(&(to, _)) = self.edges[node].get(*edge) {
                    *edge += 1;
                    if index[to] == UNSEEN {
                        calls.push((to, 0));
                    } else if on_stack[to] {
                        low[node] = low[node].min(index[to]);
                    }
                    continue;
                }
                calls.pop();
                if let Some(&(caller, _)) = calls.last() {
                    low[caller] = low[caller].min(low[node]);
                }
                if low[node] == index[node] {
                    let from = stack.iter().rposition(|&n| n == node).expect("pushed on entry");
                    let mut group = stack.split_off(from);
                    group.sort_unstable();
                    for &member in &group {
                        on_stack[member] = false;
                        result.of[member] = result.groups.len();
                    }
                    result.groups.push(group);
                }
            }
        }
        result
    }

    /// One shortest circle for each component that has any: its nodes in order, each with the mark of
    /// the edge that leads on. Begins at the smallest node.
    pub(super) fn circles(&self) -> Vec<Vec<(usize, M)>> {
        let components = self.components();
        let mut circles: Vec<_> =
            components.groups.iter().filter_map(|group| self.circle(group, &components)).collect();
        circles.sort_by_key(|circle| circle[0].0);
        circles
    }

    fn circle(&self, group: &[usize], components: &Components) -> Option<Vec<(usize, M)>> {
        let start = *group.first()?;
        let inside = |node: usize| components.of[node] == components.of[start];
        let mut came_from = vec![None; group.len()];
        let place = |node: usize| group.binary_search(&node).expect("inside the group");
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            for &(to, mark) in self.edges[node].iter().filter(|(to, _)| inside(*to)) {
                if to == start {
                    let mut path = vec![(node, mark)];
                    while path[path.len() - 1].0 != start {
                        let (last, _) = path[path.len() - 1];
                        path.push(came_from[place(last)].expect("reached from somewhere"));
                    }
                    path.reverse();
                    return Some(path);
                }
                if came_from[place(to)].is_none() {
                    came_from[place(to)] = Some((node, mark));
                    queue.push_back(to);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(nodes: usize, edges: &[(usize, usize)]) -> Graph<()> {
        let mut graph = Graph::new(nodes);
        edges.iter().for_each(|&(from, to)| graph.edge(from, to, ()));
        graph
    }

    #[test]
    fn a_chain_has_no_circle_and_its_end_comes_first() {
        let chain = graph(3, &[(0, 1), (1, 2), (0, 2)]);
        assert!(chain.circles().is_empty());
        assert_eq!(chain.components().groups, [[2], [1], [0]]);
    }

    #[test]
    fn the_shortest_circle_is_shown() {
        let nodes = |graph: Graph<()>| -> Vec<Vec<usize>> {
            let circles = graph.circles();
            circles.iter().map(|circle| circle.iter().map(|step| step.0).collect()).collect()
        };
        assert_eq!(nodes(graph(4, &[(0, 1), (1, 2), (2, 3), (3, 0), (1, 0)])), [[0, 1]]);
        assert_eq!(nodes(graph(2, &[(1, 1)])), [[1]]);
        assert_eq!(nodes(graph(4, &[(3, 2), (2, 3), (1, 0), (0, 1)])), [[0, 1], [2, 3]]);
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let count = 200_000;
        let edges: Vec<_> = (1..count).map(|n| (n - 1, n)).collect();
        assert!(graph(count, &edges).circles().is_empty());
    }
}
