//! A scenario that is written as patches on another file.

use std::path::{Path as FilePath, PathBuf};

use super::super::decode::items;
use super::super::document::{self, Node, Value, read_source};
use super::path::Path;
use super::set;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources};

/// The key of the file that a scenario patches.
const BASE: &str = "base";

/// The key of what is taken out of it first.
const REMOVE: &str = "remove";

/// Files that may patch each other in a row.
const FILES_MAX: usize = 16;

/// The tree of a scenario with the files it patches under it: the text of each is added to `sources`, names of files are
/// relative to the folder of the file that says them.
pub(super) fn with_bases(
    root: Node,
    folder: &FilePath,
    sources: &mut Sources,
) -> Result<Node, Diagnostics> {
    let mut patches: Vec<Node> = Vec::new();
    let mut read: Vec<PathBuf> = Vec::new();
    let (mut tree, mut folder) = (root, folder.to_owned());
    while let Some(named) = tree.get(BASE) {
        let Some(file) = named.text() else {
            let message = format!("`base` is {} and must be the name of a file", named.found());
            return Err(Diagnostic::error(Code::WrongType, named.place, message).into());
        };
        let path = folder.join(file);
        if read.contains(&path) || read.len() == FILES_MAX {
            let message = format!("`{file}` is patched in a circle, or by too many files in a row");
            return Err(Diagnostic::error(Code::DesignCycle, named.place, message)
                .help("leave `base` out of one of the files")
                .into());
        }
        let text = read_source(&path)
            .map_err(|wrong| Diagnostic::error(wrong.code, named.place, wrong.message))?;
        let source = sources.add(path.display().to_string(), &text);
        let below = document::parse(source, &text)?;
        folder = path.parent().map(FilePath::to_owned).unwrap_or_default();
        read.push(path);
        patches.push(std::mem::replace(&mut tree, below));
    }
    if let (true, Some(remove)) = (patches.is_empty(), tree.get(REMOVE)) {
        let message = "`remove` takes something out of the `base`, which there is not";
        return Err(
            Diagnostic::error(Code::ConflictingKeys, remove.place, message)
                .help("leave it out, or name the file to patch: `base = \"town.toml\"`")
                .into(),
        );
    }
    for patch in patches.into_iter().rev() {
        apply(&mut tree, &patch)?;
    }
    Ok(tree)
}

/// Takes out of a tree what a patch says, and then patches it.
pub(super) fn apply(tree: &mut Node, patch: &Node) -> Result<(), Diagnostics> {
    let mut found = Diagnostics::new();
    if let Value::Table(entries) = &mut tree.value {
        entries.retain(|(key, _)| key.value != REMOVE);
    }
    if let Some(removed) = patch.get(REMOVE) {
        match items(removed) {
            Some(paths) => {
                for item in paths {
                    let path = Path::parse(item.text().unwrap_or_default(), |_| item.place);
                    if let Err(wrong) = path.and_then(|path| path.remove_from(tree)) {
                        found.push(wrong);
                    }
                }
            }
            None => {
                let message = format!(
                    "`remove` is {} and must be a list of paths",
                    removed.found()
                );
                found.push(Diagnostic::error(Code::WrongType, removed.place, message));
            }
        }
    }
    for (key, value) in patch.table().unwrap_or_default() {
        if key.value != BASE && key.value != REMOVE {
            set(tree, key, value);
        }
    }
    if found.has_errors() {
        Err(found)
    } else {
        Ok(())
    }
}
