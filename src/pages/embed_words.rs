//! What the embed page says of each way to embed, for editors who are no developers.

use crate::domain::embedding::{Route, Widget};

pub fn widget(widget: Widget) -> &'static str {
    match widget {
        Widget::Signature => "Signature box",
        Widget::Signup => "Sign-up form",
        Widget::Share => "Share bar",
    }
}

pub fn title(route: Route) -> &'static str {
    match route {
        Route::Line => "One line",
        Route::Tag => "The tag alone",
        Route::Elements => "An element",
        Route::OEmbed => "The address alone",
        Route::SizedFrame => "A frame that fits",
        Route::Frame => "A plain frame",
        Route::Link => "A link",
    }
}

/// When it is the right one.
pub fn reason(route: Route) -> &'static str {
    match route {
        Route::Line => {
            "Right for most sites. It keeps the room free while the page loads, and stays a plain \
             link wherever scripts are taken out."
        }
        Route::Tag => {
            "The shortest form: the widget appears where the tag stands. Where scripts are taken \
             out, nothing is left."
        }
        Route::Elements => {
            "For pages written by hand or by a program. The script may stand anywhere on the page, \
             once for all widgets."
        }
        Route::OEmbed => {
            "For WordPress and other sites that make a preview of a pasted address: put it on a \
             line of its own. It always has its own looks; what you chose above does not travel \
             with it."
        }
        Route::SizedFrame => {
            "For sites that let frames in, and the script that fits their height. Your colours and \
             fonts do not reach into a frame."
        }
        Route::Frame => {
            "For sites that let frames in and no script at all. It keeps its height and scrolls \
             inside: make it higher if you can."
        }
        Route::Link => "Works everywhere, in newsletters too. It leads to our own page.",
    }
}

/// Who can save it in WordPress, and what becomes of it when others do.
pub fn who_in_wordpress(route: Route) -> &'static str {
    match route {
        Route::Line => {
            "Administrators and Editors, in a Custom HTML block. When an Author or a Contributor \
             saves it, the link stays and the widget goes. On a network of sites only super \
             admins can."
        }
        Route::Tag | Route::SizedFrame | Route::Frame => {
            "Administrators and Editors, in a Custom HTML block. When an Author or a Contributor \
             saves it, nothing is left. On a network of sites only super admins can."
        }
        Route::Elements => {
            "Administrators and Editors, in a Custom HTML block. When an Author or a Contributor \
             saves it, the link stays. The visual tab of the classic editor removes it."
        }
        Route::OEmbed => "Everybody who can write a post.",
        Route::Link => "Everybody who can write a post.",
    }
}
