//! Save files that outlive the code that wrote them.
