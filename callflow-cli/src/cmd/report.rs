use callflow_html::{AsyncPage, GraphPage};

use crate::{
    args::ReportArgs,
    exit::{Exit, Failure},
    input, output,
};

pub(crate) fn run(args: &ReportArgs) -> Result<Exit, Failure> {
    let (graph, _) = input::merged(&args.files)?;
    let page = if args.is_async {
        let page = AsyncPage::new(&graph);
        args.title.iter().fold(page, AsyncPage::title).render()
    } else {
        let page = GraphPage::new(&graph);
        args.title.iter().fold(page, GraphPage::title).render()
    };
    output::write(&args.output, &page)?;
    Ok(Exit::Passed)
}
