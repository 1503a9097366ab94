<?php
/**
 * Answers WordPress's own question for updates, which no test may send: there are none. Only then
 * does WordPress ask a plugin that names another address.
 */

add_filter(
	'pre_http_request',
	function ( $response, $arguments, $url ) {
		if ( ! preg_match( '#^https?://api\.wordpress\.org/(plugins|themes)/update-check/#', $url ) ) {
			return $response;
		}
		$none = array(
			'plugins'      => array(),
			'themes'       => array(),
			'translations' => array(),
			'no_update'    => array(),
		);
		return array(
			'headers'  => array(),
			'body'     => wp_json_encode( $none ),
			'response' => array(
				'code'    => 200,
				'message' => 'OK',
			),
			'cookies'  => array(),
			'filename' => null,
		);
	},
	10,
	3
);
