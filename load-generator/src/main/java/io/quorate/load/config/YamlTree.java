package io.quorate.load.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML from its events, not into objects: a number stays the text that it was, and what could make a small file large or run code,
 * aliases and tags, is refused where it stands.
 */
final class YamlTree {

    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");

    private final ConfigSource source;
    private final Iterator<Event> events;

    private YamlTree(final ConfigSource source) {
        this.source = source;
        this.events = new Parse(LoadSettings.builder().setLabel(source.name()).build())
                .parseString(source.text())
                .iterator();
    }

    static ConfigTree read(final ConfigSource source) {
        try {
            return new YamlTree(source).document();
        } catch (final MarkedYamlEngineException e) {
            throw source.bad(line(e.getProblemMark()), "this is not YAML: " + e.getProblem());
        } catch (final YamlEngineException e) {
            throw source.bad(0, "this is not YAML: " + e.getMessage());
        }
    }

    private ConfigTree document() {
        next();
        final Event first = next();
        if (first.getEventId() == Event.ID.StreamEnd) {
            return new ConfigTree.Nothing(0);
        }
        final ConfigTree root = tree(next(), 0);
        next();
        final Event last = next();
        if (last.getEventId() != Event.ID.StreamEnd) {
            throw source.bad(line(last.getStartMark()), "a second document begins: keep one");
        }
        return root;
    }

    private Event next() {
        return events.next();
    }

    private ConfigTree tree(final Event event, final int depth) {
        final int line = line(event.getStartMark());
        refuseMagic(event, line);
        if (event instanceof ScalarEvent scalar) {
            return scalar.isPlain() && NOTHING.contains(scalar.getValue())
                    ? new ConfigTree.Nothing(line)
                    : new ConfigTree.Text(scalar.getValue(), line);
        }
        if (depth == ConfigTree.MAX_DEPTH) {
            throw source.bad(line, "this is nested deeper than " + ConfigTree.MAX_DEPTH + " levels");
        }
        return event instanceof MappingStartEvent ? members(line, depth) : items(line, depth);
    }

    private void refuseMagic(final Event event, final int line) {
        final Optional<Anchor> anchor = event instanceof NodeEvent node ? node.getAnchor() : Optional.empty();
        if (event instanceof AliasEvent || anchor.isPresent()) {
            throw source.bad(line, "anchors and aliases (& and *) are not supported: write the value out, or quote it");
        }
        final Optional<String> tag = event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent start ? start.getTag() : Optional.empty();
        if (tag.isPresent()) {
            throw source.bad(line, "tags (!) are not supported: leave " + tag.get() + " away, or quote the value");
        }
    }

    private ConfigTree members(final int line, final int depth) {
        final Map<String, ConfigTree> members = new LinkedHashMap<>();
        Event event = next();
        while (event.getEventId() != Event.ID.MappingEnd) {
            final int keyLine = line(event.getStartMark());
            if (!(tree(event, depth + 1) instanceof ConfigTree.Text key)) {
                throw source.bad(keyLine, "a key must be the name of an option");
            }
            final ConfigTree before = members.put(key.text(), tree(next(), depth + 1));
            if (before != null) {
                throw source.bad(
                        keyLine, "\"" + key.text() + "\" is set twice, before in line " + before.line() + ": keep one");
            }
            event = next();
        }
        return new ConfigTree.Members(members, line);
    }

    private ConfigTree items(final int line, final int depth) {
        final List<ConfigTree> items = new ArrayList<>();
        Event event = next();
        while (event.getEventId() != Event.ID.SequenceEnd) {
            items.add(tree(event, depth + 1));
            event = next();
        }
        return new ConfigTree.Items(items, line);
    }

    private static int line(final Optional<Mark> mark) {
        return mark.map(known -> known.getLine() + 1).orElse(0);
    }
}
