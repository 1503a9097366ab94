<?php
/**
 * The campaign's server: where its address is kept, and what counts as one.
 *
 * @package Undersigned
 */

namespace Undersigned;

defined( 'ABSPATH' ) || exit;

const SERVER_OPTION     = 'undersigned_server';
const EVERYWHERE_OPTION = 'undersigned_everywhere';

/**
 * The server's origin without a trailing slash; empty while nobody has set it.
 */
function server() {
	return parse_server( get_option( SERVER_OPTION, '' ) );
}

/**
 * The origin in what somebody typed or pasted, such as the address of the declaration; empty when
 * there is none that may be used. Only this machine itself is reached without encryption.
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
	// Names in other scripts are typed as the browser's address line copies them: xn--.
	$named = $here || ( false !== strpos( $host, '.' ) && preg_match( '/^[a-z0-9.-]+$/', $host ) );
	if ( ! $named || ! ( 'https' === $scheme || ( 'http' === $scheme && $here ) ) ) {
		return '';
	}
	return $scheme . '://' . $host . ( isset( $parts['port'] ) ? ':' . $parts['port'] : '' );
}

/**
 * The origin that the campaign has to let in: the one that visitors see in their address line.
 */
function own_origin() {
	$parts = wp_parse_url( home_url() );
	return $parts['scheme'] . '://' . $parts['host'] . ( isset( $parts['port'] ) ? ':' . $parts['port'] : '' );
}
