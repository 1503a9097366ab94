<?php
/**
 * The campaign's server: where its address is stored, and which addresses are valid.
 *
 * @package Undersigned
 */

namespace Undersigned;

defined( 'ABSPATH' ) || exit;

const SERVER_OPTION     = 'undersigned_server';
const EVERYWHERE_OPTION = 'undersigned_everywhere';

/**
 * The server's origin without a trailing slash; empty until it is known. Without an administrator's
 * choice it is the server that the plugin was downloaded from.
 */
function server() {
	$chosen = parse_server( get_option( SERVER_OPTION, '' ) );
	return '' === $chosen ? download_server() : $chosen;
}

/**
 * The server that the plugin was downloaded from, which adds its address to the zip; empty for a
 * zip from elsewhere.
 */
function download_server() {
	$file = dirname( FILE ) . '/bundle/server.php';
	return is_file( $file ) ? parse_server( require $file ) : '';
}

/**
 * The origin of a typed or pasted address, such as that of the declaration; empty if it is not a
 * usable address. Without encryption, only this machine itself is allowed.
 *
 * @param mixed $typed What was typed.
 */
function parse_server( $typed ) {
	$typed = is_string( $typed ) ? trim( $typed ) : '';
	if ( '' !== $typed && false === strpos( $typed, '://' ) ) {
		$typed = 'https://' . $typed;
	}
	$parts = wp_parse_url( $typed );
	if ( ! is_array( $parts ) || empty( $parts['scheme'] ) || empty( $parts['host'] ) || isset( $parts['user'] ) || isset( $parts['pass'] ) ) {
		return '';
	}
	$scheme = strtolower( $parts['scheme'] );
	$host   = strtolower( $parts['host'] );
	$here   = in_array( $host, array( 'localhost', '127.0.0.1', '[::1]' ), true );
	// Internationalised names must be typed as xn--, as the browser's address bar copies them.
	$named = $here || ( false !== strpos( $host, '.' ) && preg_match( '/^[a-z0-9.-]+$/', $host ) );
	if ( ! $named || ! ( 'https' === $scheme || ( 'http' === $scheme && $here ) ) ) {
		return '';
	}
	return $scheme . '://' . $host . ( isset( $parts['port'] ) ? ':' . $parts['port'] : '' );
}

/**
 * The origin that the campaign has to allow: the one that visitors see in the address bar.
 */
function own_origin() {
	$parts = wp_parse_url( home_url() );
	return $parts['scheme'] . '://' . $parts['host'] . ( isset( $parts['port'] ) ? ':' . $parts['port'] : '' );
}
