package io.quorate.load.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineFileTest {

    @Test
    void shouldReadColumnsByTheirNames() {
        final JsonObject timeline = TimelineFile.read(List.of(
                "phase,elapsed_s,queue,offered,get_rt_p99_ms,epoch_ms,cpu_share",
                "warmup,1,0,10,1.5,1,0.25",
                "load,2,3,12,1.5,2,"));

        assertEquals("[1.0,2.0]", timeline.get("elapsed").toString());
        assertEquals("[\"warmup\",\"load\"]", timeline.get("phase").toString());
        assertEquals(
                "{\"queue\":[0.0,3.0],\"offered\":[10.0,12.0],\"cpu_share\":[0.25,null]}",
                timeline.get("columns").toString());
    }

    @Test
    void shouldLeaveOutWhatCannotBeRead() {
        final JsonObject timeline =
                TimelineFile.read(List.of("elapsed_s,queue", "1,2", "", "three,4", "2,NaN", "3,Infinity", "4", "5,6,7"));

        assertEquals("[1.0,2.0,3.0,4.0,5.0]", timeline.get("elapsed").toString());
        assertEquals("{\"queue\":[2.0,null,null,null,6.0]}", timeline.get("columns").toString());
    }

    @Test
    void shouldAddWhatIsCountedAndKeepTheHighestStateWhenThereAreTooManyRows() {
        final List<String> lines = new ArrayList<>(List.of("elapsed_s,offered,in_flight"));
        for (int second = 1; second <= 1_199; second++) {
            lines.add(second + ",10," + second % 2);
        }
        final JsonObject timeline = TimelineFile.read(lines);

        assertEquals(600, timeline.getAsJsonArray("elapsed").size());
        assertEquals(2, timeline.getAsJsonArray("elapsed").get(0).getAsInt());
        final JsonObject columns = timeline.getAsJsonObject("columns");
        assertEquals(20, columns.getAsJsonArray("offered").get(0).getAsInt());
        assertEquals(1, columns.getAsJsonArray("in_flight").get(0).getAsInt());
        assertEquals(10, columns.getAsJsonArray("offered").get(599).getAsInt(), "the last row alone");
    }

    @Test
    void shouldBeEmptyWhenThereIsNoFile() {
        final JsonObject timeline = TimelineFile.read(List.of());

        assertEquals(0, timeline.getAsJsonArray("elapsed").size());
        assertFalse(timeline.getAsJsonObject("columns").has("offered"));
    }
}
