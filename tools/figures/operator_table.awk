# Tables of what the layers of networks compute, for operator_table.gp: cells, texts and settings.
# -v folder=DIR. Rows go down from 0, columns right from 0; texts
# that begin at a place (left, title) have it in pixels, those of a row to the left of 0.

BEGIN {
    unit = 24 # pixels of a column; a row has 22
    split("f09a5e f6c09a fbe2d0 6fb3e0 a9d2ee d8ebf8 5fc9a6 9edfc9 d3f1e7", tint, " ")
    family["T"] = 0; family["MF"] = 3; family["BC"] = 6
    lighter[8] = 1; lighter[4] = 2; lighter[2] = 3
}

# Tints of Okabe's and Ito's colours: one for every operator, lighter for fewer bits.
function colour_of(choice,    operator, bits)
{
    operator = bits = choice
    gsub(/[0-9@].*/, "", operator)
    gsub(/^[A-Z]+|@.*/, "", bits)
    if (!(operator in family) || !(bits in lighter)) return "dddddd"
    return tint[family[operator] + lighter[bits]]
}

# As the paper writes them: T, MF, B are of 8 bits.
function short_name(choice)
{
    sub(/^BC/, "B", choice)
    sub(/8$/, "", choice)
    return choice
}

function add_text(x, y, align, text) { printf "%g %g \"%s\"\n", x, y, text > (folder "/" align ".dat") }

function add_cell(x, y, colour, text)
{
    printf "%g %g 0x%s \"%s\"\n", x, y, colour, text > (folder "/cells.dat")
}

function module_of(layer) { return layer ~ /\// ? substr(layer, 1, index(layer, "/") - 1) : layer }

function column_name(layer)
{
    sub(/.*\//, "", layer)
    if (layer ~ /^[se][13]x[13]$/) return toupper(substr(layer, 1, 2))
    return layer
}

# A Fire module's layers as the paper has them: S1, E3, E1.
function paper_order(layer, n,    i, t)
{
    for (i = 1; i < n; i++)
        if (layer[i] ~ /\/e1x1$/ && layer[i + 1] ~ /\/e3x3$/ && module_of(layer[i]) == module_of(layer[i + 1])) {
            t = layer[i]
            layer[i] = layer[i + 1]
            layer[i + 1] = t
        }
}

# Gives the layers of a network their columns, with a space between modules: x_of_layer[name].
# Returns the number of layers; they are in `layer` in the figure's order.
function make_columns(layers, layer,    n, i, x, before)
{
    n = split(layers, layer, " ")
    paper_order(layer, n)
    x = 0
    for (i = 1; i <= n; i++) {
        if (i > 1 && module_of(layer[i]) != before) x += 0.3
        before = module_of(layer[i])
        x_of_layer[layer[i]] = x + 0.5
        x += 1
    }
    if (x > right) right = x
    return n
}

# Names over the columns: modules of more than one layer, and layers.
function write_heads(layer, n, y,    i, j, one)
{
    for (i = 1; i <= n; i = j) {
        for (j = i; j <= n && module_of(layer[j]) == module_of(layer[i]); j++) continue
        one = j - i == 1
        if (!one)
            add_text((x_of_layer[layer[i]] + x_of_layer[layer[j - 1]]) / 2, y, "centre", module_of(layer[i]))
        if (one) add_text(x_of_layer[layer[i]], y + 0.4, "upright", module_of(layer[i]))
        for (; !one && i < j; i++)
            add_text(x_of_layer[layer[i]], y + 1, "centre", n > 40 ? "" : column_name(layer[i]))
    }
}

# The choices of an assignment, which is in the network's order.
function write_assignment(layers, assignment, y,    name, choice, n, i)
{
    n = split(layers, name, " ")
    split(assignment, choice, " ")
    for (i = 1; i <= n; i++)
        add_cell(x_of_layer[name[i]], y, colour_of(choice[i]), short_name(choice[i]))
}

function open_table(    i, file)
{
    split("cells left centre upright title", file, " ")
    for (i in file) printf "" > (folder "/" file[i] ".dat")
}

# Colours and what they mean, and the picture's size. `wide`: pixels that the texts need.
function close_table(rows, wide,    i, word, n)
{
    if (right > 40) unit = 960 / right
    n = split("T8 T4 T2 MF8 MF4 MF2 BC8 BC4 BC2", word, " ")
    for (i = 1; i <= n; i++)
        if (word[i] in used) {
            add_cell((72 * shown + 12) / unit, rows, colour_of(word[i]), "")
            add_text(72 * shown++ + 30, rows, "left", word[i])
        }
    printf "unit = %g\nleft = %g\nright = %g\nrows = %g\nwidth = %d\nheight = %d\nsmall = %d\n", unit, -wide / unit,
        right + 1.5, rows + 1, wide + (right + 1.5) * unit, (rows + 2) * 22, (right > 40) > (folder "/settings.gp")
}

function note_used(assignment,    i, n, word)
{
    n = split(assignment, word, " ")
    for (i = 1; i <= n; i++) used[word[i]] = 1
}
