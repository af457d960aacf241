package io.quorate.load.html;

import io.quorate.load.record.Outcome;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a tag of operations says, for example {@code rt.get.ok}.
 *
 * @param isResponse whether it is response times, else service times
 * @param type name of the type of operation
 * @param outcome name of the outcome
 */
record TagName(boolean isResponse, String type, String outcome) {

    private static final Pattern FORM = Pattern.compile("(rt|st)\\.([a-z]+)\\.([a-z-]+)");

    /** Null for a tag of something else. */
    static @Nullable TagName of(final String tag) {
        final Matcher matcher = FORM.matcher(tag);
        return matcher.matches()
                ? new TagName(matcher.group(1).equals("rt"), matcher.group(2), matcher.group(3))
                : null;
    }

    boolean isSuccess() {
        return outcome.equals(Outcome.OK.label());
    }

    boolean isOpen() {
        return outcome.equals(Outcome.UNFINISHED.label()) || outcome.equals(Outcome.UNSENT.label());
    }

    boolean isFailure() {
        return !isSuccess() && !isOpen();
    }
}
