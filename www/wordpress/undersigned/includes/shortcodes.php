<?php
/**
 * The three shortcodes, for the classic editor and for page builders:
 * [undersigned_signature declaration="…"], [undersigned_signup list="…"], [undersigned_share].
 *
 * @package Undersigned
 */

namespace Undersigned;

defined( 'ABSPATH' ) || exit;

/**
 * Registers a shortcode for each widget.
 */
function register_shortcodes() {
	foreach ( array_keys( WIDGETS ) as $widget ) {
		add_shortcode(
			"undersigned_$widget",
			function ( $attributes ) use ( $widget ) {
				// For a shortcode without attributes, WordPress passes an empty string.
				return output( $widget, is_array( $attributes ) ? $attributes : array() );
			}
		);
	}
}
