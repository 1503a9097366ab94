<?php
/**
 * Newer versions of the plugin. WordPress asks for them when it looks for updates, and an
 * administrator decides. They come from the campaign's server, which runs the same version as the
 * plugin that it offers.
 *
 * @package Undersigned
 */

namespace Undersigned;

defined( 'ABSPATH' ) || exit;

const SLUG = 'undersigned';

/**
 * What the server says of the plugin that it offers; null if it does not answer, or answers with
 * something else. The zip's address is made here, so an answer cannot name another.
 */
function read_offer() {
	$server = server();
	if ( '' === $server ) {
		return null;
	}
	$limits   = array(
		'timeout'             => 5,
		'redirection'         => 0,
		'limit_response_size' => 65536,
	);
	$response = wp_safe_remote_get( $server . '/undersigned-wordpress.json', $limits );
	if ( 200 !== wp_remote_retrieve_response_code( $response ) ) {
		return null;
	}
	$given = json_decode( wp_remote_retrieve_body( $response ), true );
	$offer = array(
		'slug'    => SLUG,
		'url'     => $server,
		'package' => $server . '/undersigned-wordpress.zip',
	);
	foreach ( array( 'version', 'requires', 'requires_php', 'tested' ) as $name ) {
		if ( ! isset( $given[ $name ] ) || ! is_string( $given[ $name ] ) || ! preg_match( '/^[0-9]+(?:\.[0-9]+){1,3}$/', $given[ $name ] ) ) {
			return null;
		}
		$offer[ $name ] = $given[ $name ];
	}
	$offer['changelog'] = isset( $given['changelog'] ) && is_string( $given['changelog'] ) ? $given['changelog'] : '';
	return $offer;
}

/**
 * The server's version as WordPress's updater expects it. WordPress compares it with the installed
 * one.
 *
 * @param array|false $update What another filter found.
 * @param array       $header The plugin's header.
 * @param string      $file   The plugin's file.
 */
function offer_update( $update, $header, $file ) {
	if ( plugin_basename( FILE ) !== $file ) {
		return $update;
	}
	$offer = read_offer();
	if ( null === $offer ) {
		return $update;
	}
	unset( $offer['changelog'] );
	return $offer;
}

/**
 * Describes the newer version where WordPress shows its details; otherwise WordPress would ask its
 * own directory for a plugin of this name.
 *
 * @param false|object|array $described What another filter found.
 * @param string             $action    What is requested.
 * @param object             $request   Its arguments.
 */
function describe_update( $described, $action, $request ) {
	if ( 'plugin_information' !== $action || ! isset( $request->slug ) || SLUG !== $request->slug ) {
		return $described;
	}
	$offer = read_offer();
	if ( null === $offer ) {
		return new \WP_Error( 'undersigned_unreachable', __( 'The campaign’s server does not answer. Try again later.', 'undersigned' ) );
	}
	return (object) array(
		'name'          => __( 'Undersigned', 'undersigned' ),
		'slug'          => SLUG,
		'version'       => $offer['version'],
		'requires'      => $offer['requires'],
		'requires_php'  => $offer['requires_php'],
		'tested'        => $offer['tested'],
		'homepage'      => $offer['url'],
		'download_link' => $offer['package'],
		'external'      => true,
		'sections'      => array( 'changelog' => wpautop( esc_html( $offer['changelog'] ) ) ),
	);
}
