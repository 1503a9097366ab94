<?php
/**
 * The three widgets and their attributes, with the values that each accepts. Blocks, shortcodes and
 * the editor all use this table.
 *
 * @package Undersigned
 */

namespace Undersigned;

defined( 'ABSPATH' ) || exit;

/**
 * Each widget: the attribute that names its declaration or list, the path of its own page, its
 * height as far as the server has not said it, and its attributes.
 */
const WIDGETS = array(
	'signature' => array(
		'subject'    => 'declaration',
		'page'       => 'd',
		'height'     => '40rem',
		'attributes' => array( 'declaration', 'principle', 'show', 'fields', 'principles', 'source', 'thanks-url', 'thanks-text', 'lang', 'layout', 'theme' ),
	),
	'signup'    => array(
		'subject'    => 'list',
		'page'       => 'l',
		'height'     => '20rem',
		'attributes' => array( 'list', 'fields', 'source', 'lang', 'layout', 'theme' ),
	),
	'share'     => array(
		'subject'    => '',
		'page'       => '',
		'height'     => '6rem',
		'attributes' => array( 'url', 'text', 'networks', 'follow', 'lang', 'layout', 'theme' ),
	),
);

const NETWORKS = array( 'native', 'copy', 'email', 'whatsapp', 'facebook', 'x', 'linkedin', 'pinterest', 'mastodon', 'bluesky', 'telegram', 'threads', 'reddit', 'print' );
const FOLLOWS  = array( 'facebook', 'x', 'linkedin', 'pinterest', 'youtube', 'rss', 'instagram', 'mastodon', 'bluesky', 'tiktok', 'threads' );

/**
 * The fields of each form that a site may leave out; `none` leaves out all.
 */
const FIELDS = array(
	'signature' => array( 'organisation', 'role', 'postcode', 'public', 'reservations', 'updates', 'none' ),
	'signup'    => array( 'name', 'postcode', 'none' ),
);

/**
 * The attributes that have a few values; the first of a layout or theme is the default.
 */
const CHOICES = array(
	'show'       => array( 'form', 'count', 'names', 'progress' ),
	'principles' => array( 'open', 'folded' ),
	'layout'     => array( 'full', 'compact', 'button' ),
	'theme'      => array( 'auto', 'light', 'dark' ),
);

/**
 * Likewise the height of a part of the signature box, by the value of its layout or show.
 */
const PART_HEIGHTS = array(
	'button'   => '50px',
	'count'    => '3rem',
	'progress' => '4rem',
	'names'    => '16rem',
);

/**
 * The valid part of what an editor wrote for an attribute; empty if there is none.
 *
 * @param string $name  The attribute's name.
 * @param mixed  $given What was written.
 */
function clean( $name, $given ) {
	$given = is_scalar( $given ) ? trim( (string) $given ) : '';
	if ( 'text' === $name || 'thanks-text' === $name ) {
		return sanitize_text_field( $given );
	}
	// A word processor's typographic quotes end up in a shortcode's values.
	$given = (string) preg_replace( '/^(?:“|”|„|«|»|″|&#8220;|&#8221;|&#8243;)+|(?:“|”|„|«|»|″|&#8220;|&#8221;|&#8243;)+$/u', '', $given );
	if ( isset( CHOICES[ $name ] ) ) {
		return in_array( $given, CHOICES[ $name ], true ) ? $given : '';
	}
	switch ( $name ) {
		case 'declaration':
		case 'list':
			return clean_slug( $given );
		case 'lang':
			return preg_match( '/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/', $given ) ? $given : '';
		case 'principle':
			return preg_match( '/^[1-9][0-9]{0,3}$/', $given ) ? $given : '';
		case 'source':
			return preg_match( '/^[a-z0-9-]{1,40}$/', $given ) ? $given : '';
		case 'url':
		case 'thanks-url':
			return esc_url_raw( $given, array( 'http', 'https' ) );
		case 'networks':
			return implode( ' ', array_intersect( preg_split( '/[\s,]+/', $given ), NETWORKS ) );
		case 'fields':
			return implode( ' ', array_intersect( preg_split( '/[\s,]+/', $given ), array_merge( ...array_values( FIELDS ) ) ) );
		case 'follow':
			return implode( ' ', array_filter( array_map( __NAMESPACE__ . '\clean_follow', preg_split( '/\s+/', $given ) ) ) );
	}
	return '';
}

/**
 * A slug, also taken from the address of the declaration's or list's own page, which is what people
 * usually have.
 *
 * @param string $given What was written.
 */
function clean_slug( $given ) {
	if ( preg_match( '~^https?://[^/]+/[dl]/([^/?#]+)~', $given, $found ) ) {
		$given = $found[1];
	}
	return strlen( $given ) <= 64 && preg_match( '/^[a-z0-9]+(?:-[a-z0-9]+)*$/', $given ) ? $given : '';
}

/**
 * One `id=URL` pair of a follow link; empty if it is invalid.
 *
 * @param string $pair What was written.
 */
function clean_follow( $pair ) {
	$parts = explode( '=', $pair, 2 );
	$url   = 2 === count( $parts ) ? esc_url_raw( $parts[1], array( 'http', 'https' ) ) : '';
	return '' !== $url && in_array( $parts[0], FOLLOWS, true ) ? $parts[0] . '=' . $url : '';
}
