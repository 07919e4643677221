//! What is allowed: the rule table and `decide`.
