//! The accessibility checker axe-core in the page.

use fantoccini::Client;

use crate::services;

/// Fails if axe finds a violation of WCAG 2.2 A or AA on the page.
pub async fn check(client: &Client, page: &str) {
    let axe = tokio::fs::read_to_string(services::required(services::AXE)).await.unwrap();
    client.execute(&axe, Vec::new()).await.unwrap();
    let run = "const done = arguments[arguments.length - 1]; \
               axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }) \
                 .then(found => done(found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | '))))";
    let found = client.execute_async(run, Vec::new()).await.unwrap();
    let found: Vec<String> = serde_json::from_value(found).unwrap();
    assert!(found.is_empty(), "axe on {page}: {found:#?}");
}
