//! Files with compressed sections.

use super::*;
