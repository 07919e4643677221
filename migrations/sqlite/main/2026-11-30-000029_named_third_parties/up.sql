-- Which third party a question names, and the consent that comes of it: nothing that goes to another one stands on it. What
-- was given before names none, and covers any of them.
ALTER TABLE consent_requests ADD COLUMN third_party_id BLOB REFERENCES third_parties (id);
ALTER TABLE consents ADD COLUMN third_party_id BLOB REFERENCES third_parties (id);
CREATE INDEX consent_requests_naming ON consent_requests (third_party_id) WHERE third_party_id IS NOT NULL;
CREATE INDEX consents_naming ON consents (third_party_id) WHERE third_party_id IS NOT NULL;

-- What is open about a country closes when nothing is told about it any more, with whichever version it was asked.
DROP INDEX consent_requests_told;
CREATE INDEX consent_requests_about ON consent_requests (country) WHERE answer IS NULL;
