<?php
/**
 * Shows a page in the language that the test names, although WordPress's own translations are not
 * installed.
 */

add_filter(
	'pre_determine_locale',
	function ( $locale ) {
		return isset( $_GET['test-locale'] ) ? sanitize_text_field( wp_unslash( $_GET['test-locale'] ) ) : $locale;
	}
);
