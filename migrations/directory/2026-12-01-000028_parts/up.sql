-- Parts of the index are joined as soon as there are two of a size (src/directory/write.rs).
INSERT INTO words (words, rank) VALUES ('automerge', 2);
