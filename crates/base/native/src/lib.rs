//! What needs the kernel itself: a child that can do nothing but compute, and pictures that are decoded in it.
//!
//! Decoders of pictures are large, fast and written for speed; a picture comes from anybody. So no picture is decoded in
//! the process that holds keys and rows. The program is started again as a **child** ([`serve`], behind the word
//! [`WORD`]): with an empty environment, with a pipe to read from and a pipe to write to, and it walls itself in before it
//! reads the first byte:
//!
//! - **seccomp** leaves it the handful of system calls that computing takes: memory, reading standard input, writing
//!   standard output, ending. No file, no socket, no program, no thread, no memory that can be executed. A descriptor
//!   that was inherited by accident cannot be used.
//! - **limits** bound its processor time, memory, files and processes.
//! - **Landlock**, where the kernel has it, says the same about files and ports a second time.
//!
//! Without seccomp the child does nothing: it answers that it has no walls. What else is missing it tells
//! ([`Sandbox::rehearse`]), and tries each wall instead of believing in it. One job is one child: nothing of one picture is
//! there when the next is decoded. The parent bounds the time, and how much it reads.
//!
//! [`Sandbox::picture`] gives back a picture of ours: decoded, brought to a size that screens show, and encoded again as
//! PNG or JPEG. Whatever else the file held (places, cameras, thumbnails, a second file behind the first) is gone.
//!
//! This crate is where `unsafe` may stand, each with its reason. There is none: `rustix`, `landlock` and `seccompiler`
//! hold it.
//!
//! # Incomplete support
//! - Pictures are PNG, JPEG, GIF, WebP and BMP; never SVG. Of moving ones the first picture is shown.
//! - Colour profiles are dropped with the rest: pictures outside of sRGB look a little different.
//! - No namespaces: in a bare container they cannot be had, and there is no call left for which they would matter.
//! - Linux on x86-64 and ARM64.

mod child;
mod picture;
mod sandbox;
mod walls;

pub use child::{WORD, serve};
pub use picture::{Fit, Format, LARGEST_FILE, MOST_PIXELS, Picture, Refused};
pub use sandbox::{Sandbox, SandboxError};
pub use walls::{Landlock, Walls};
