namespace Agora.Domain.History;

public enum LineChangeKind
{
    Same,
    Removed,
    Added,
}

public sealed record LineChange(LineChangeKind Kind, string Text);

/// <summary>What changed between two texts, line by line, with as few changes as possible.</summary>
public static class LineDiff
{
    // Cells of the table below; beyond it two long texts that share nothing are shown as one replaced by the other.
    private const int TableMax = 4_000_000;

    public static IReadOnlyList<LineChange> Between(string before, string after)
    {
        var old = before.Split('\n');
        var now = after.Split('\n');
        var head = 0;
        while (head < old.Length && head < now.Length && old[head] == now[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < old.Length - head && tail < now.Length - head && old[^(tail + 1)] == now[^(tail + 1)])
        {
            tail++;
        }

        var changes = new List<LineChange>(old[..head].Select(Same));
        changes.AddRange(Middle(old[head..^tail], now[head..^tail]));
        changes.AddRange(old[^tail..].Select(Same));
        return changes;
    }

    private static List<LineChange> Middle(string[] old, string[] now)
    {
        if ((long)old.Length * now.Length > TableMax)
        {
            return [.. old.Select(Removed), .. now.Select(Added)];
        }

        // common[i, j] is the length of the longest common run of lines behind old[i] and now[j].
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var changes = new List<LineChange>();
        var (at, to) = (0, 0);
        while (at < old.Length || to < now.Length)
        {
            if (at < old.Length && to < now.Length && old[at] == now[to])
            {
                changes.Add(Same(old[at++]));
                to++;
            }
            else if (at < old.Length && (to == now.Length || common[at + 1, to] >= common[at, to + 1]))
            {
                changes.Add(Removed(old[at++]));
            }
            else
            {
                changes.Add(Added(now[to++]));
            }
        }

        return changes;
    }

    private static LineChange Same(string line) => new(LineChangeKind.Same, line);

    private static LineChange Removed(string line) => new(LineChangeKind.Removed, line);

    private static LineChange Added(string line) => new(LineChangeKind.Added, line);
}
