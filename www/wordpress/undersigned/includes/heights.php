<?php
/**
 * The height that a page reserves for a widget until it is there, so that nothing moves. It depends on
 * the declaration's text and on the widget's settings, so the campaign's server calculates it, and the
 * site keeps the answer. No visitor waits for it: the server is asked while somebody who writes posts
 * saves or views one, and else by WordPress's scheduled tasks.
 *
 * @package Undersigned
 */

namespace Undersigned;

defined( 'ABSPATH' ) || exit;

const HEIGHTS_OPTION = 'undersigned_heights';
const HEIGHT_HOOK    = 'undersigned_ask_height';

/**
 * The most heights that are kept; the oldest is dropped first.
 */
const MOST_HEIGHTS = 200;

/**
 * The height that the page reserves.
 *
 * @param string $widget One of WIDGETS.
 * @param array  $clean  Its valid attributes.
 */
function reserved_height( $widget, $clean ) {
	$address = height_address( $widget, $clean );
	$kept    = kept_height( $address );
	if ( null === $kept || $kept['until'] <= time() ) {
		if ( current_user_can( 'edit_posts' ) ) {
			$kept = ask_height( $address );
		} else {
			// WordPress schedules the same task only once.
			wp_schedule_single_event( time(), HEIGHT_HOOK, array( $address ) );
		}
	}
	return null === $kept || '' === $kept['height'] ? usual_height( $widget, $clean ) : $kept['height'];
}

/**
 * Where the server says how high the widget is.
 *
 * @param string $widget One of WIDGETS.
 * @param array  $clean  Its valid attributes.
 */
function height_address( $widget, $clean ) {
	// The widget speaks the page's language.
	$asked = array( 'lang' => isset( $clean['lang'] ) ? $clean['lang'] : get_bloginfo( 'language' ) );
	foreach ( array( 'declaration', 'list', 'principle', 'show', 'fields', 'principles', 'networks', 'follow', 'layout' ) as $name ) {
		if ( isset( $clean[ $name ] ) ) {
			$asked[ $name ] = $clean[ $name ];
		}
	}
	return server() . "/embed/v1/$widget/room?" . http_build_query( $asked );
}

/**
 * The heights that are kept, by their address.
 */
function kept_heights() {
	$kept = get_option( HEIGHTS_OPTION, array() );
	return is_array( $kept ) ? $kept : array();
}

/**
 * What is kept for an address: the height, empty if the server gave none, and until when it need not be
 * asked again. Null if it was never asked.
 *
 * @param string $address From height_address.
 */
function kept_height( $address ) {
	$kept = kept_heights();
	return isset( $kept[ $address ]['height'], $kept[ $address ]['until'] ) ? $kept[ $address ] : null;
}

/**
 * Asks the server, and keeps what it says for a day. If it says nothing, it is asked again after an hour,
 * and what was known before remains.
 *
 * @param string $address From height_address.
 */
function ask_height( $address ) {
	if ( 0 !== strpos( $address, server() . '/embed/v1/' ) ) {
		// Scheduled when the site had another server.
		return null;
	}
	$height = read_height( $address );
	$before = kept_height( $address );
	$known  = array(
		'height' => '' === $height && null !== $before ? $before['height'] : $height,
		'until'  => time() + ( '' === $height ? HOUR_IN_SECONDS : DAY_IN_SECONDS ),
	);
	$kept   = kept_heights();
	unset( $kept[ $address ] );
	$kept[ $address ] = $known;
	update_option( HEIGHTS_OPTION, array_slice( $kept, -MOST_HEIGHTS, null, true ), false );
	return $known;
}

/**
 * The height in the server's answer; empty if it is none.
 *
 * @param string $address From height_address.
 */
function read_height( $address ) {
	$limits   = array(
		'timeout'             => 3,
		'redirection'         => 0,
		'limit_response_size' => 4096,
	);
	$response = wp_safe_remote_get( $address, $limits );
	if ( 200 !== wp_remote_retrieve_response_code( $response ) ) {
		return '';
	}
	$given  = json_decode( wp_remote_retrieve_body( $response ), true );
	$height = isset( $given['min_height'] ) ? $given['min_height'] : '';
	// A length, or a sum of lengths: nothing that names an address or ends the declaration.
	$valid = is_string( $height ) && preg_match( '/^(?:[0-9]{1,5}px|calc\([0-9a-z .,()+-]{1,160}\))$/', $height );
	return $valid ? $height : '';
}

/**
 * The height of an ordinary widget.
 *
 * @param string $widget One of WIDGETS.
 * @param array  $clean  Its valid attributes.
 */
function usual_height( $widget, $clean ) {
	foreach ( array( 'layout', 'show' ) as $name ) {
		if ( isset( $clean[ $name ], PART_HEIGHTS[ $clean[ $name ] ] ) ) {
			return PART_HEIGHTS[ $clean[ $name ] ];
		}
	}
	return WIDGETS[ $widget ]['height'];
}
