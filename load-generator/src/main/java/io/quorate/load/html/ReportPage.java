package io.quorate.load.html;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts template, styles, scripts and data together.
 *
 * <p><b>Guarantee.</b> The policy of the page allows the scripts and styles that are in it, by their hashes, and nothing else. Data cannot end
 * the element that it stands in.
 */
final class ReportPage {

    /** The folder of the chart library in its package is named by its version. */
    static final String UPLOT_VERSION = "1.6.30";

    private static final String UPLOT = "/META-INF/resources/webjars/uplot/" + UPLOT_VERSION + "/";
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");
    /** Escapes {@code <}, {@code >} and {@code &}, also by default. */
    private static final Gson GSON = new GsonBuilder().create();

    private ReportPage() {}

    static String of(final JsonObject data) throws IOException {
        final String libraryStyle = resource(UPLOT + "dist/uPlot.min.css");
        final String style = resource("report.css");
        final String library =
                "/*\n" + resource(UPLOT + "LICENSE") + "*/\n" + resource(UPLOT + "dist/uPlot.iife.min.js");
        final String script = resource("report.js");
        final Map<String, String> parts = new LinkedHashMap<>();
        parts.put(
                "policy",
                "default-src 'none'; script-src " + hash(library) + " " + hash(script) + "; style-src "
                        + hash(libraryStyle) + " " + hash(style)
                        + "; img-src data:; base-uri 'none'; form-action 'none'");
        parts.put("title", escaped(data.get("title").getAsString()));
        parts.put("library-style", libraryStyle);
        parts.put("style", style);
        parts.put("data", GSON.toJson(data));
        parts.put("library", library);
        parts.put("script", script);
        return filled(resource("report.html"), parts);
    }

    /** In one pass, so that nothing in a part is taken for a place. */
    private static String filled(final String template, final Map<String, String> parts) {
        final StringBuilder page = new StringBuilder();
        final Matcher place = PLACE.matcher(template);
        while (place.find()) {
            final String part = parts.get(place.group(1));
            if (part == null) {
                throw new IllegalStateException("the template has a place for " + place.group(1) + ", and nothing is put there");
            }
            place.appendReplacement(page, "");
            page.append(part);
        }
        return place.appendTail(page).toString();
    }

    private static String resource(final String name) throws IOException {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("there is no " + name + " in this program");
            }
            // A browser reads a line end of two characters as one, and hashes what it has read.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }

    private static String hash(final String content) {
        try {
            final byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static String escaped(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
