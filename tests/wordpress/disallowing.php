<?php
/**
 * As an owner has it who trusts nobody with scripts: not even editors and administrators.
 */

define( 'DISALLOW_UNFILTERED_HTML', true );
