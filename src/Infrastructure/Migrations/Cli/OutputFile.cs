using System.CommandLine;
using System.Text;

namespace Agora.Migrations.Cli;

/// <summary>
/// A file that a verb writes for its operator: readable only by the account, written atomically, and replacing an existing file only
/// with <c>--force</c>. It is opened before the verb does anything, so that a result that cannot be repeated is not lost. If the final
/// name cannot be written later, the draft stays; if the disk is full, the text goes to standard output.
/// </summary>
public sealed class OutputFile : IAsyncDisposable
{
    public static readonly Option<string?> Option = new("--output")
    {
        Description = "Write to this file, with mode 0600, instead of standard output.",
    };

    public static readonly Option<bool> Force = new("--force") { Description = "Replace the file of --output where there is one." };

    private readonly string path;
    private readonly string draft;
    private readonly bool replaces;
    private readonly FileStream stream;
    private bool keepsDraft;

    private OutputFile(string path, bool replaces)
    {
        this.path = path;
        this.replaces = replaces;
        draft = $"{path}.{Guid.NewGuid():N}.draft";
        // Without a buffer nothing is left that closing the file would try to write again.
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        stream = new FileStream(draft, how);
    }

    /// <summary>The path as a word that a shell reads from here: it looks a bare name up on the PATH.</summary>
    public string ShellWord
    {
        get
        {
            var word = path.Contains('/', StringComparison.Ordinal) ? path : $"./{path}";
            return word.All(c => char.IsAsciiLetterOrDigit(c) || "/._-".Contains(c, StringComparison.Ordinal))
                ? word
                : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
        }
    }

    /// <returns>Null without <c>--output</c>.</returns>
    /// <exception cref="UsageException">The file cannot be written, or is there already.</exception>
    public static OutputFile? Open(ParseResult parsed)
    {
        if (parsed.GetValue(Option) is not { } path)
        {
            return null;
        }

        var force = parsed.GetValue(Force);
        if (Directory.Exists(path) || path.Length == 0)
        {
            throw new UsageException($"--output must name a file, and '{path}' is none.");
        }

        if (!force && File.Exists(path))
        {
            throw IsThere(path);
        }

        try
        {
            return new OutputFile(path, force);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, exception);
        }
    }

    /// <summary>Writes a page that is made anew as often as wanted, such as the documentation of the schema.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public static async Task ReplaceAsync(string path, string text, CancellationToken ct)
    {
        try
        {
            await File.WriteAllTextAsync(path, text, ct);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, exception);
        }
    }

    /// <summary>Puts the text into its place and says so, with what comes next.</summary>
    /// <exception cref="UsageException">
    /// The file was made by another meanwhile, or cannot be written. The message says where the text is instead.
    /// </exception>
    public async Task WriteAsync(string text, string content, string next, CancellationToken ct)
    {
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
            stream.Flush(flushToDisk: true);
            await stream.DisposeAsync();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            // Out of range is a file that would be larger than the account or the file system allows.
            Console.Write(text);
            throw new UsageException($"{Unwritable(path, exception).Message} Standard output has its text instead.");
        }

        try
        {
            File.Move(draft, path, replaces);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            keepsDraft = true;
            var reason = !replaces && File.Exists(path) ? $"The file {path} was made meanwhile." : Unwritable(path, exception).Message;
            throw new UsageException($"{reason} Its text is in {draft}: move that file to its place.");
        }

        Console.Error.WriteLine($"Wrote {path} (mode 0600): {content}");
        Console.Error.WriteLine($"Next: {next}");
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        if (!keepsDraft)
        {
            File.Delete(draft);
        }
    }

    private static UsageException IsThere(string path) =>
        new($"The file {path} is there already: name another one, or pass --force to replace it.");

    private static UsageException Unwritable(string path, Exception exception) => new(exception switch
    {
        DirectoryNotFoundException =>
            $"The file {path} cannot be written: there is no folder {Path.GetDirectoryName(Path.GetFullPath(path))}.",
        UnauthorizedAccessException => $"The file {path} cannot be written: this account may not write there.",
        _ => $"The file {path} cannot be written: {exception.Message}",
    });
}
