namespace Agora.Infrastructure.Database.Embedded.Replication;

public enum MemberRole
{
    /// <summary>Takes changes.</summary>
    Primary,

    /// <summary>Follows the primary and answers reads.</summary>
    Standby,

    /// <summary>Was the primary until another one was promoted; it is not started before it has rejoined.</summary>
    Fenced,
}

/// <summary>One of the servers of the embedded database. What it is stands in its folder, not in a setting.</summary>
internal sealed record ClusterMember(string Name, ClusterFolder Place)
{
    /// <summary>The server in the folder of the cluster itself, which also keeps the secrets.</summary>
    public const string MainName = "main";

    private const string Infix = "-standby-";
    private const int NameMax = 30;

    public MemberRole Role => Place.IsFenced ? MemberRole.Fenced : Place.IsStandby ? MemberRole.Standby : MemberRole.Primary;

    /// <summary>By which the primary keeps the log that this one has not received.</summary>
    public string Slot => $"standby_{Name}";

    public bool IsMain => Name == MainName;

    /// <summary>All servers, the one of the cluster's own folder first.</summary>
    public static IReadOnlyList<ClusterMember> Find(ClusterFolder main)
    {
        var start = main.Root + Infix;
        var folders = Path.GetDirectoryName(main.Root) is { } parent && Directory.Exists(parent)
            ? Directory.GetDirectories(parent, Path.GetFileName(start) + "*")
            : [];
        return
        [
            new ClusterMember(MainName, main),
            .. folders
                .Order(StringComparer.Ordinal)
                .Select(folder => new ClusterMember(folder[start.Length..], new ClusterFolder(folder, main.Account)))
                .Where(member => member.Place.IsInitialised),
        ];
    }

    /// <exception cref="InvalidConfigurationException">It is no name for a standby.</exception>
    public static ClusterMember New(string name, ClusterFolder main) =>
        name is [>= 'a' and <= 'z', ..]
        && name.Length <= NameMax
        && name != MainName
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
            ? new ClusterMember(name, new ClusterFolder(main.Root + Infix + name, main.Account))
            : throw new InvalidConfigurationException(
                $"A standby is named by up to {NameMax} lower-case letters, digits and underscores, beginning with a letter, and not "
                + $"{MainName}.");

    /// <exception cref="InvalidConfigurationException">There is no such server.</exception>
    public static ClusterMember Named(IReadOnlyList<ClusterMember> members, string name) =>
        members.FirstOrDefault(member => member.Name == name) ?? throw new InvalidConfigurationException(
            $"There is no server {name}. There are: {string.Join(", ", members.Select(member => member.Name))}.");

    /// <exception cref="InvalidConfigurationException">None takes changes, or several do.</exception>
    public static ClusterMember PrimaryOf(IReadOnlyList<ClusterMember> members)
    {
        var primaries = members.Where(member => member.Role == MemberRole.Primary).ToList();
        return primaries switch
        {
            [var one] => one,
            [] => throw new InvalidConfigurationException(
                "None of the servers takes changes. Promote a standby: agora cluster promote NAME. The servers are: "
                + $"{string.Join(", ", members.Select(member => $"{member.Name} ({member.Role})"))}."),
            _ => throw new InvalidConfigurationException(
                $"{string.Join(" and ", primaries.Select(member => member.Name))} would both take changes, so none is started. Choose the "
                + "one that is right: agora cluster promote NAME. The others then rejoin, and lose what only they have."),
        };
    }
}
