namespace Agora.Migrations.Recipes;

public static class RecipeCatalogue
{
    public static IReadOnlyList<Recipe> All { get; } =
        [.. ColumnRecipes.All, .. ConstraintRecipes.All, .. IndexRecipes.All, .. TableRecipes.All];

    /// <exception cref="MigrationException">There is none of that name.</exception>
    public static Recipe Find(string name) => All.FirstOrDefault(recipe => recipe.Name == name)
        ?? throw new MigrationException(
            MigratorExit.Usage, $"There is no recipe '{name}'. Known are {string.Join(", ", All.Select(recipe => recipe.Name))}.");
}
