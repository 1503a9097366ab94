<?php
/**
 * What a visitor's browser receives: the placeholder with its plain link, and the loader. It is
 * created while the page is printed, so WordPress's filtering of an author's text does not affect
 * it.
 *
 * @package Undersigned
 */

namespace Undersigned;

defined( 'ABSPATH' ) || exit;

/**
 * Address of the bundle: the loader, its glue, WebAssembly and texts. The build named the folder
 * after its content, so no cache mixes two versions.
 */
function bundle_address() {
	return plugins_url( 'bundle/' . require dirname( FILE ) . '/bundle/index.php', FILE );
}

/**
 * Address of the loader with the campaign's server and the bundle's folder written into it, so it
 * contacts no other server, and an optimiser's copy of it knows both. It is stored among the site's
 * uploads, in a folder named after its content. Where nothing can be written there, the plugin's
 * own file is served, and only the tag names the server (see name_server).
 */
function loader_address() {
	$own    = bundle_address() . '/local.js';
	$server = server();
	$path   = wp_parse_url( bundle_address(), PHP_URL_PATH );
	$kept   = wp_upload_dir( null, false );
	if ( '' === $server || ! is_string( $path ) || ! empty( $kept['error'] ) ) {
		return $own;
	}
	$name   = 'undersigned/' . substr( hash( 'sha256', $server . $path ), 0, 12 );
	$folder = $kept['basedir'] . '/' . $name;
	if ( ! is_file( "$folder/local.js" ) && ! keep_loader( $folder, $server, $path ) ) {
		return $own;
	}
	return set_url_scheme( $kept['baseurl'] ) . "/$name/local.js";
}

/**
 * Writes the loader into a folder, atomically, because a visitor may be loading it. Returns whether
 * it is there now.
 *
 * @param string $folder The target folder.
 * @param string $server The campaign's server.
 * @param string $path   The bundle's folder, as visitors' browsers name it.
 */
function keep_loader( $folder, $server, $path ) {
	$source = dirname( FILE ) . '/bundle/' . require dirname( FILE ) . '/bundle/index.php';
	// phpcs:disable WordPress.WP.AlternativeFunctions -- Small files of the plugin's own, while a page is made.
	$script = file_get_contents( "$source/local.js" );
	$script = str_replace( array( 'UNDERSIGNED_SERVER', 'UNDERSIGNED_FOLDER' ), array( $server, str_replace( array( '\\', '"' ), '', $path ) ), $script );
	$fresh  = $folder . '/' . wp_generate_password( 12, false ) . '.new';
	return wp_mkdir_p( $folder ) && is_writable( $folder )
		&& false !== file_put_contents( $fresh, $script )
		&& rename( $fresh, "$folder/local.js" );
	// phpcs:enable
}

/**
 * Names the server and the bundle's folder on the loader's own tag too: the page's scripts may name
 * them, its text may not.
 *
 * @param string $tag    The tag.
 * @param string $handle The script's handle.
 */
function name_server( $tag, $handle ) {
	if ( 'undersigned' !== $handle ) {
		return $tag;
	}
	$names = sprintf( '<script data-server="%s" data-bundle="%s" ', esc_attr( server() ), esc_url( bundle_address() ) );
	return preg_replace( '/<script /', $names, $tag, 1 );
}

/**
 * Registers the loader; it is printed on pages that contain a widget.
 */
function register_loader() {
	wp_register_script(
		'undersigned',
		loader_address(),
		array(),
		null, // phpcs:ignore WordPress.WP.EnqueuedResourceParameters.MissingVersion -- The folder is the version.
		array(
			'strategy'  => 'async',
			'in_footer' => true,
		)
	);
}

/**
 * Adds the loader to every page if an administrator chose that: then placeholders that authors
 * paste by hand become widgets too.
 */
function load_everywhere() {
	if ( '' !== server() && get_option( EVERYWHERE_OPTION ) ) {
		wp_enqueue_script( 'undersigned' );
	}
}

/**
 * The widget as HTML.
 *
 * @param string $widget  One of WIDGETS.
 * @param array  $given   Attributes as an editor wrote them.
 * @param string $wrapper The block's own attributes, escaped; none for a shortcode.
 */
function output( $widget, $given, $wrapper = null ) {
	$server  = server();
	$subject = WIDGETS[ $widget ]['subject'];
	$clean   = array();
	foreach ( WIDGETS[ $widget ]['attributes'] as $name ) {
		$value = clean( $name, isset( $given[ $name ] ) ? $given[ $name ] : '' );
		if ( '' !== $value ) {
			$clean[ $name ] = $value;
		}
	}
	if ( '' === $server ) {
		return notice( __( 'The campaign’s server is not set yet. An administrator can set it under Settings → Undersigned.', 'undersigned' ) );
	}
	if ( '' !== $subject && ! isset( $clean[ $subject ] ) ) {
		return notice( missing_subject( $subject ) );
	}
	$link = '';
	if ( '' !== $subject ) {
		$address = $server . '/' . WIDGETS[ $widget ]['page'] . '/' . $clean[ $subject ];
		$words   = 'signature' === $widget ? __( 'Sign the declaration', 'undersigned' ) : __( 'Join the list', 'undersigned' );
		$link    = '<a href="' . esc_url( $address ) . '">' . esc_html( $words ) . '</a>';
	}
	// Feed readers and emails run no scripts.
	if ( is_feed() ) {
		return '' === $link ? '' : "<p>$link</p>";
	}
	wp_enqueue_script( 'undersigned' );
	$html = '<div data-widget="' . esc_attr( $widget ) . '" data-server="' . esc_attr( $server ) . '"';
	foreach ( $clean as $name => $value ) {
		$html .= ' data-' . $name . '="' . attribute( $value ) . '"';
	}
	if ( is_preview() ) {
		// An author who tries a draft signs nothing.
		$html .= ' data-preview="1"';
	}
	$html .= ' style="min-height:' . esc_attr( reserved_height( $widget, $clean ) ) . '">' . $link . '</div>';
	return null === $wrapper ? $html : "<div $wrapper>$html</div>";
}

/**
 * Allows the frame of a pasted address to use the share sheet and the clipboard, which WordPress
 * does not allow for servers that it does not know.
 *
 * @param string $html The HTML in the post.
 * @param string $url  The address that was pasted.
 */
function lend_to_frame( $html, $url ) {
	$server = server();
	if ( '' === $server || 0 !== strpos( $url, $server . '/' ) || false !== strpos( $html, ' allow=' ) ) {
		return $html;
	}
	return str_replace( '<iframe ', '<iframe allow="web-share; clipboard-write" ', $html );
}

/**
 * Escapes a value; a square bracket would start a shortcode even here.
 *
 * @param string $value The value.
 */
function attribute( $value ) {
	return str_replace( array( '[', ']' ), array( '&#91;', '&#93;' ), esc_attr( $value ) );
}

/**
 * Tells people who can edit posts what is missing, and shows nothing to visitors.
 *
 * @param string $words What is missing.
 */
function notice( $words ) {
	if ( is_feed() || ! current_user_can( 'edit_posts' ) ) {
		return '';
	}
	return '<p class="undersigned-notice" role="note"><strong>' . esc_html( $words ) . '</strong> '
		. esc_html__( 'Visitors do not see this.', 'undersigned' ) . '</p>';
}

/**
 * What to do about a widget without its subject.
 *
 * @param string $subject The attribute.
 */
function missing_subject( $subject ) {
	return 'declaration' === $subject
		? __( 'This signature box has no declaration. Enter its short name or the address of its page.', 'undersigned' )
		: __( 'This sign-up form has no list. Enter its short name or the address of its page.', 'undersigned' );
}
