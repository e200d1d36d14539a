/** What other modules of gopark need of channels and nobody else does. */
package dev.gopark.channel.internal;
