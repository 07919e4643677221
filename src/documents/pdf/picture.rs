//! Pictures of pages.
//!
//! Invariant: a picture's size depends on our limits, not on the page's: whatever a page claims to measure, its
//! picture fits [`limits::PAGE_WIDTH`] and [`limits::PAGE_HEIGHT`].

use super::resolver;
use crate::documents::limits;
use crate::documents::outcome::PageImage;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

/// Draws pages, remembering fonts and glyphs from one to the next.
pub struct Artist<'a> {
    cache: RenderCache<'a>,
    settings: InterpreterSettings,
}

/// How a page's own coordinates become those of its picture.
pub fn transform(page: &Page<'_>, scale: f64) -> Affine {
    Affine::scale(scale) * page.initial_transform(true).to_kurbo()
}

impl<'a> Artist<'a> {
    /// One with nothing drawn yet.
    pub fn new() -> Self {
        Self { cache: RenderCache::new(), settings: resolver::settings() }
    }

    /// Draws one page; none for a page without a size.
    pub fn draw(&self, page: &'a Page<'a>) -> Option<PageImage> {
        let (width, height) = page.render_dimensions();
        let scale = (limits::PAGE_WIDTH / width).min(limits::PAGE_HEIGHT / height);
        if !scale.is_finite() || width * scale < 1.0 || height * scale < 1.0 {
            return None;
        }
        let pixmap = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let pixmap = render(page, &self.cache, &self.settings, &RenderSettings::default(), &pixmap);
        encode(pixmap.data_as_u8_slice(), u32::from(pixmap.width()), u32::from(pixmap.height()))
    }
}

/// A page without colour becomes a grey PNG, a third of the size.
fn encode(rgba: &[u8], width: u32, height: u32) -> Option<PageImage> {
    let pixels = || rgba.chunks_exact(4);
    let grey = pixels().all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]);
    let (raw, colour): (Vec<u8>, _) = if grey {
        (pixels().map(|pixel| pixel[0]).collect(), ExtendedColorType::L8)
    } else {
        (pixels().flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect(), ExtendedColorType::Rgb8)
    };
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Default, FilterType::Adaptive);
    encoder.write_image(&raw, width, height, colour).ok()?;
    Some(PageImage { png, width, height })
}
