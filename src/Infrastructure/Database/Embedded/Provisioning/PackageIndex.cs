using System.Globalization;

namespace Agora.Infrastructure.Database.Embedded.Provisioning;

/// <param name="Depends">Groups that must all be met, each by any one of its names.</param>
internal sealed record DebianPackage(
    string Name, string Version, string Architecture, long Size, string Sha256, IReadOnlyList<IReadOnlyList<string>> Depends)
{
    /// <summary>apt names downloads so; a colon of the version's epoch is escaped.</summary>
    public string FileName => $"{Name}_{Version.Replace(":", "%3a", StringComparison.Ordinal)}_{Architecture}.deb";
}

/// <summary>The packages that a mirror offers, as <c>apt-cache dumpavail</c> prints them.</summary>
internal sealed class PackageIndex
{
    private readonly Dictionary<string, DebianPackage> packages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> providers = new(StringComparer.Ordinal);

    public DebianPackage? Find(string name) => packages.GetValueOrDefault(name);

    public static async Task<PackageIndex> ReadAsync(TextReader reader, CancellationToken ct)
    {
        var index = new PackageIndex();
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (line.Length == 0)
            {
                index.Add(fields);
                fields.Clear();
            }
            else if (line[0] is not (' ' or '\t') && line.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0)
            {
                fields[line[..colon]] = line[(colon + 2)..];
            }
        }

        index.Add(fields);
        return index;
    }

    /// <summary>
    /// The packages that the roots need, without the unwanted ones and what only those need. A group of alternatives with an unwanted
    /// name in it counts as met.
    /// </summary>
    /// <exception cref="InvalidDataException">A needed package is not offered.</exception>
    public IReadOnlyList<DebianPackage> Closure(IReadOnlyList<string> roots, IReadOnlySet<string> unwanted)
    {
        var chosen = new Dictionary<string, DebianPackage>(StringComparer.Ordinal);
        var waiting = new Queue<string>();
        foreach (var root in roots)
        {
            Choose(root);
        }

        while (waiting.TryDequeue(out var name))
        {
            foreach (var group in chosen[name].Depends)
            {
                if (!group.Any(alternative => unwanted.Contains(alternative) || chosen.ContainsKey(alternative)))
                {
                    Choose(Resolve(group, chosen) ?? throw new InvalidDataException(
                        $"The mirror offers no {string.Join(" or ", group)}, which {name} needs."));
                }
            }
        }

        return [.. chosen.Values.OrderBy(package => package.Name, StringComparer.Ordinal)];

        void Choose(string name)
        {
            var package = Find(name) ?? throw new InvalidDataException($"The mirror offers no {name}.");
            if (chosen.TryAdd(name, package))
            {
                waiting.Enqueue(name);
            }
        }
    }

    private string? Resolve(IReadOnlyList<string> group, Dictionary<string, DebianPackage> chosen)
    {
        var virtually = group.SelectMany(name => providers.GetValueOrDefault(name) ?? []).ToArray();
        return group.FirstOrDefault(packages.ContainsKey)
            ?? virtually.FirstOrDefault(chosen.ContainsKey)
            ?? virtually.FirstOrDefault();
    }

    private void Add(Dictionary<string, string> fields)
    {
        if (!fields.TryGetValue("Package", out var name) || !fields.TryGetValue("SHA256", out var hash))
        {
            return;
        }

        packages[name] = new DebianPackage(
            name,
            fields["Version"],
            fields["Architecture"],
            long.Parse(fields["Size"], CultureInfo.InvariantCulture),
            hash,
            [.. Groups(fields.GetValueOrDefault("Pre-Depends")), .. Groups(fields.GetValueOrDefault("Depends"))]);
        foreach (var provided in Groups(fields.GetValueOrDefault("Provides")).SelectMany(group => group))
        {
            if (!providers.TryGetValue(provided, out var names))
            {
                providers[provided] = names = [];
            }

            names.Add(name);
        }
    }

    // "a (>= 1) | b:any, c" to [[a, b], [c]]; versions are left to the suite, which is consistent in itself.
    private static IEnumerable<IReadOnlyList<string>> Groups(string? text)
    {
        foreach (var group in text?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            yield return [.. group.Split('|').Select(Name)];
        }

        static string Name(string alternative) => alternative.Trim().Split(' ', ':')[0];
    }
}
