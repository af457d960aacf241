package io.quorate.load.html;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes pages apart as a browser does that knows no more of HTML than these pages need. */
final class ReportPages {

    private static final String DATA = "<script type=\"application/json\" id=\"data\">";

    private ReportPages() {}

    static String read(final Path folder) throws IOException {
        return Files.readString(folder.resolve(HtmlReport.FILE));
    }

    static JsonObject data(final String page) {
        final int from = page.indexOf(DATA) + DATA.length();
        return JsonParser.parseString(page.substring(from, page.indexOf("</script>", from)))
                .getAsJsonObject();
    }

    /** What stands in elements of a name that have no attributes. */
    static List<String> contents(final String page, final String element) {
        final List<String> contents = new ArrayList<>();
        final Matcher matcher = Pattern.compile("(?s)<" + element + ">(.*?)</" + element + ">").matcher(page);
        while (matcher.find()) {
            contents.add(matcher.group(1));
        }
        return contents;
    }
}
