using System.Reflection;

namespace Agora.Migrations.Files;

/// <summary>Where the C# migration classes of a directory are: an assembly, and perhaps one namespace of it.</summary>
public sealed record MigrationClasses(Assembly Assembly, string? Namespace)
{
    /// <returns>Null when <c>migrate.toml</c> names no assembly.</returns>
    /// <param name="folder">Holds <c>migrate.toml</c>; a path of an assembly starts there.</param>
    /// <exception cref="MigrationException">The assembly cannot be loaded.</exception>
    public static MigrationClasses? Of(string folder)
    {
        var policy = PolicyFile.Read(folder);
        if (policy.ClassAssembly is not { } name)
        {
            return null;
        }

        try
        {
            var assembly = IsPath(name)
                ? Assembly.LoadFrom(Path.GetFullPath(name, Path.GetFullPath(folder)))
                : Assembly.Load(new AssemblyName(name));
            return new MigrationClasses(assembly, policy.ClassNamespace);
        }
        catch (Exception missing) when (missing is IOException or BadImageFormatException or ArgumentException)
        {
            throw new MigrationException(
                new MigrationFailure(
                    MigratorExit.Usage, $"{PolicyFile.Name}: the assembly '{name}' of [classes] cannot be loaded: {missing.Message}")
                {
                    Hint = "Build it first. "
                        + "A path ends in .dll and starts at the folder of migrate.toml; a name alone is looked for beside this program.",
                },
                missing);
        }
    }

    private static bool IsPath(string name) => name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
}
