namespace Agora.Migrations.Recipes;

/// <summary>A usual change of a schema, as migration files that pass the lint and block no query for long.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Summary">One line for the list.</param>
/// <param name="Write">Fills the text in.</param>
public sealed record Recipe(string Name, string Summary, Func<RecipeArguments, RecipeText> Write)
{
    public required IReadOnlyList<RecipeParameter> Needs { get; init; }

    public IReadOnlyList<RecipeParameter> Takes { get; init; } = [];

    /// <summary>How to call it: <c>add-column --table T --column C --type TYPE [--default SQL]</c>.</summary>
    public string Usage => string.Join(' ', [Name, .. Needs.Select(one => one.Usage), .. Takes.Select(one => $"[{one.Usage}]")]);
}

/// <summary>The body of an up file and of its way back.</summary>
/// <param name="Down">Null when the up file says why there is none.</param>
public sealed record RecipeText(string Up, string? Down)
{
    /// <summary>
    /// What takes the old away, once every server runs the release that no longer needs it; the files above are then the expand part.
    /// </summary>
    public RecipeText? Contract { get; init; }
}

/// <summary>What a recipe wants to know.</summary>
/// <param name="Name">Without the dashes.</param>
/// <param name="Value">Stands for the value in a usage line; empty for a switch.</param>
public sealed record RecipeParameter(string Name, string Value, string Meaning)
{
    public static readonly RecipeParameter Table = new("table", "SCHEMA.TABLE", "The table.");
    public static readonly RecipeParameter Column = new(
        "column", "NAME", "The column; several with commas where a key or an index has several.");
    public static readonly RecipeParameter Type = new("type", "TYPE", "The type of the column; for an enum its name.");
    public static readonly RecipeParameter Default = new("default", "SQL", "The default of new rows.");
    public static readonly RecipeParameter Fill = new(
        "fill", "SQL", "What old rows get, from their other columns; once for each new column.");
    public static readonly RecipeParameter Back = new("back", "SQL", "The old value, from the new columns.");
    public static readonly RecipeParameter Key = new("key", "NAME", "The key along which a backfill walks; id unless said otherwise.");
    public static readonly RecipeParameter NotNull = new("not-null", "", "The column is NOT NULL.");
    public static readonly RecipeParameter To = new("to", "NAME", "The new column; several with commas when one is split.");
    public static readonly RecipeParameter From = new("from", "TYPE", "The type that the column has today.");
    public static readonly RecipeParameter References = new(
        "references", "SCHEMA.TABLE(NAME)", "The table and key that a foreign key points to.");
    public static readonly RecipeParameter OnDelete = new("on-delete", "RULE", "cascade, restrict, no action, or set null.");
    public static readonly RecipeParameter Check = new("check", "SQL", "The condition that every row has to meet.");
    public static readonly RecipeParameter Where = new("where", "SQL", "The condition of a partial index.");
    public static readonly RecipeParameter Method = new("method", "NAME", "The kind of index; btree unless said otherwise.");
    public static readonly RecipeParameter Label = new("label", "TEXT", "The new value of an enum.");
    public static readonly RecipeParameter After = new("after", "TEXT", "The value behind which the new one stands.");
    public static readonly RecipeParameter Until = new(
        "until", "SQL", "First value that no longer goes into the partition of the old rows, such as 2027-02-01; must lie ahead.");
    public static readonly RecipeParameter Next = new("next", "SQL", "End of the first new partition, such as 2027-03-01.");
    public static readonly RecipeParameter Named = new(
        "name", "NAME", "The name of the index or constraint; made from table and columns unless said otherwise.");

    public static IReadOnlyList<RecipeParameter> All { get; } =
    [
        Table, Column, Type, Default, Fill, Back, Key, NotNull, To, From, References, OnDelete, Check, Where, Method, Label, After, Until,
        Next,
        Named,
    ];

    public bool IsSwitch => Value.Length == 0;

    public string Usage => IsSwitch ? $"--{Name}" : $"--{Name} {Value}";
}

/// <summary>Says whether the parameters belong to the recipe before it fills them in.</summary>
public static class RecipeCall
{
    /// <param name="given">By the names of <see cref="RecipeParameter"/>; a switch has no values.</param>
    /// <exception cref="MigrationException">One is missing, unknown to the recipe, or not what it should be.</exception>
    public static RecipeText Fill(this Recipe recipe, IReadOnlyDictionary<string, IReadOnlyList<string>> given)
    {
        var missing = recipe.Needs.Where(one => !given.ContainsKey(one.Name)).ToList();
        var foreign = given.Keys.Except(recipe.Needs.Concat(recipe.Takes).Select(one => one.Name), StringComparer.Ordinal).ToList();
        if (missing.Count == 0 && foreign.Count == 0)
        {
            return recipe.Write(new RecipeArguments(given));
        }

        var what = missing.Count > 0
            ? $"The recipe {recipe.Name} lacks {string.Join(", ", missing.Select(one => one.Usage))}."
            : $"The recipe {recipe.Name} does not know {string.Join(", ", foreign.Select(name => $"--{name}"))}.";
        throw new MigrationException(new MigrationFailure(MigratorExit.Usage, what) { Hint = $"Call it as: --recipe {recipe.Usage}" });
    }
}
