<?php
/**
 * An optimiser as sites use: with ?optimiser=WAY in the address it rewrites the page's scripts as
 * the well-known plugins do. The tests put this file where WordPress loads it by itself.
 *
 * - delay: no script runs before the visitor acts; until then its address and type are changed.
 * - retype: a changed type stops scripts until the page has loaded; then all run in order.
 * - defer: every script runs after the page, in order.
 * - rehost: scripts are copied into the site's cache and loaded from there.
 * - combine: all scripts with an address are joined into one file.
 */

add_action(
	'template_redirect',
	function () {
		$way = isset( $_GET['optimiser'] ) ? $_GET['optimiser'] : '';
		if ( in_array( $way, array( 'delay', 'retype', 'defer', 'rehost', 'combine' ), true ) ) {
			ob_start( fn( $html ) => call_user_func( "optimise_by_$way", $html ) );
		}
	}
);

/** Calls $change for each script that has an address and runs as a script. */
function optimise_each( $html, $change ) {
	return preg_replace_callback(
		'~<script\b([^>]*)\bsrc=(["\'])([^"\']+)\2([^>]*)></script>~i',
		fn( $found ) => preg_match( '~\btype=["\'](?!text/javascript)~', $found[1] . $found[4] )
			? $found[0]
			: $change( html_entity_decode( $found[3] ), trim( $found[1] . ' ' . $found[4] ) ),
		$html
	);
}

function optimise_by_delay( $html ) {
	$html = optimise_each( $html, fn( $src, $rest ) => '<script type="text/delayed" data-delayed-src="' . esc_attr( $src ) . "\" $rest></script>" );
	return optimise_late( $html, 'text/delayed', '["keydown", "mousemove", "touchstart", "wheel"]' );
}

function optimise_by_retype( $html ) {
	$html = optimise_each( $html, fn( $src, $rest ) => '<script type="a1b2c3-text/javascript" src="' . esc_attr( $src ) . "\" $rest></script>" );
	return optimise_late( $html, 'a1b2c3-text/javascript', '["load"]' );
}

/** Adds code that runs the scripts of a type in order, once one of these events has occurred. */
function optimise_late( $html, $type, $events ) {
	$run = '<script>(() => {
		const events = ' . $events . ';
		const run = async () => {
			for (const event of events) removeEventListener(event, run);
			for (const old of document.querySelectorAll("script[type=\'' . $type . '\']")) {
				const fresh = document.createElement("script");
				for (const {name, value} of old.attributes) if (name != "type") fresh.setAttribute(name == "data-delayed-src" ? "src" : name, value);
				await new Promise((done) => { fresh.onload = fresh.onerror = done; old.replaceWith(fresh); });
			}
		};
		for (const event of events) addEventListener(event, run, {passive: true});
	})();</script>';
	return str_replace( '</body>', $run . '</body>', $html );
}

function optimise_by_defer( $html ) {
	return optimise_each( $html, fn( $src, $rest ) => '<script defer src="' . esc_attr( $src ) . '" ' . preg_replace( '~\basync(=["\'][^"\']*["\'])?~', '', $rest ) . '></script>' );
}

function optimise_by_rehost( $html ) {
	return optimise_each( $html, fn( $src, $rest ) => '<script src="' . esc_attr( optimise_keep( optimise_fetch( $src ) ) ) . "\" $rest></script>" );
}

function optimise_by_combine( $html ) {
	$all  = '';
	$html = optimise_each(
		$html,
		function ( $src ) use ( &$all ) {
			$all .= "try {\n" . optimise_fetch( $src ) . "\n} catch (error) {}\n";
			return '';
		}
	);
	return str_replace( '</body>', '<script defer src="' . esc_attr( optimise_keep( $all ) ) . '"></script></body>', $html );
}

function optimise_fetch( $src ) {
	// From the disk if it is the site's own, as these plugins do.
	$own = strtok( str_replace( site_url(), ABSPATH, $src ), '?' );
	return is_file( $own ) ? file_get_contents( $own ) : wp_remote_retrieve_body( wp_remote_get( $src ) );
}

/** Stores a script in the site's cache, named after its content; returns its address. */
function optimise_keep( $script ) {
	$name = 'cache/' . md5( $script ) . '.js';
	wp_mkdir_p( WP_CONTENT_DIR . '/cache' );
	file_put_contents( WP_CONTENT_DIR . "/$name", $script );
	return content_url( $name );
}
