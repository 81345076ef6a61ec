using System.Reflection;
using System.Runtime.CompilerServices;
using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Architecture.Tests;

/// <summary>The assemblies and the source tree that the rules are read from.</summary>
internal static class Solution
{
    public static readonly Assembly Domain = typeof(Error).Assembly;

    public static readonly Assembly Application = typeof(ActorContext).Assembly;

    public static readonly Assembly Infrastructure = typeof(Agora.Infrastructure.DependencyInjection).Assembly;

    public static readonly Assembly Migrations = typeof(Agora.Migrations.Migrator).Assembly;

    public static readonly Assembly Api = Assembly.Load("agora");

    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> SourceFiles(string folder, string pattern = "*.cs") => Directory
        .EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
